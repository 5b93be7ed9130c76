/** What a stand-in answers to everything: a status and a body, or nothing at all. Sent by `PUT /` to its control port. */
export type StandInAnswer = { readonly status: number; readonly body: string } | 'nothing'

/** Answer of `GET /` on the control port. */
export interface StandInState {
  /** Requests that were answered, or left without an answer, since the last `PUT`. */
  readonly requests: number
}
