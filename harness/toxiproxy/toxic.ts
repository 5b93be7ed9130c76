import type { Attributes, ToxicType } from './toxics/toxic-type.ts'

/** `upstream` is client to server, `downstream` server to client. */
export type Stream = 'upstream' | 'downstream'

/** What a toxic has acted on since it was added. */
export interface Affected {
  /** Connections on which it did something: delayed, swallowed, closed or reset. Being rolled in alone does not count. */
  connections: number
  /** Bytes it delayed or swallowed. */
  bytes: number
}

/** What was measured of a toxic since it was added: whether as much of it acts as was asked for. */
export interface Measured {
  /** Connections accepted since; each was rolled for. */
  accepted: number
  /** Pieces that it kept waiting and then passed on, and how long it did altogether, ms. Those let go by its removal do not count. */
  waits: number
  waitedMs: number
  /** Requests, or commands, that it might have answered or ended itself, and those of them that it did. */
  requests: number
  answers: number
  /** Bytes of these pieces, where the toxic is one of an amount. */
  waitedBytes: number
}

/** A toxic of one proxy. */
export interface Toxic {
  readonly name: string
  readonly type: ToxicType
  readonly stream: Stream
  /** The stream as the request wrote it, which may have capitals: so it is shown. */
  readonly written: string
  /** How many toxics the proxy had been given before: two of the same name roll differently. */
  readonly serial: number
  /** Probability, per connection, that it acts. */
  toxicity: number
  attributes: Attributes
  readonly affected: Affected
  readonly measured: Measured
}
