/** Orders of the harness: `POST /load` is answered when the load has ended, `POST /stop` ends it early. */
export interface LoadOrder {
  /** How many webhooks; 0: until stopped. */
  readonly count: number
  /** Real ms from one to the next, whatever the answers do (open loop). */
  readonly everyMs: number
  /** Taken in turn. */
  readonly repositories: readonly string[]
}
