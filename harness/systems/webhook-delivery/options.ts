import type { Program } from '../../door.ts'

/** What another hop says in its log of a delivery. Each pattern names `(?<delivery>…)`: the webhook's header `x-delivery`. */
export interface HopReports {
  /** It has taken a delivery over: the sender is told so, or is about to be. */
  readonly accepted: RegExp
  /** The receiver said yes. */
  readonly delivered: RegExp
  /** An attempt to deliver begins. */
  readonly attempt?: RegExp
  /** An attempt ended without success, for a `(?<reason>…)`. */
  readonly failed?: RegExp
  /** Given up and kept, for a `(?<reason>…)`. */
  readonly dead?: RegExp
  /** Given up and forgotten. */
  readonly dropped?: RegExp
  /** Found in its queue when it starts, before it says that it is ready: what it does not find waits no more. */
  readonly kept?: RegExp
}

/** What a store holds: the lines that a command prints beside the service, each found by a pattern with `(?<id>…)`. */
export interface StoreCommand {
  readonly command: readonly string[]
  readonly match: RegExp
}

/** A hop of your own. It delivers to `{nginx.url}`; `{redis.url}` is there for its queue. */
export interface OtherHop extends Program {
  /** Where it takes webhooks. Default `/hooks`. */
  readonly path?: string
  readonly reports: HopReports
  /** What it keeps as given up, with a `(?<reason>…)`. */
  readonly deadLetters?: StoreCommand
}

/** A receiver of your own, behind nginx. `{redis.url}/1` is there for it. */
export interface OtherReceiver extends Program {
  readonly reports: {
    /** It acted on a delivery: the pattern names `(?<delivery>…)`. */
    readonly effect: RegExp
    /** It knew a delivery, and did not act again. */
    readonly duplicate?: RegExp
  }
  /** What it has acted on, in that order. Default: what its log says, which is as good as the log. */
  readonly builds?: StoreCommand
}

/** How the system is laid out, and which of its programs are yours. */
export interface WebhookDeliveryOptions {
  /** Repositories that the forge sends for in turn. Default 20. */
  readonly repositories?: number
  /** Folder in which your commands run. Default: that in which gameday was started. */
  readonly folder?: string
  /** The hop reaches the far end by a name for which it asks DNS, `ci.internal`. Not for a hop of your own. */
  readonly byName?: boolean
  /** The far end speaks TLS: an edge before nginx ends it, and the hop trusts its authority. A hop of your own mentions `{edge.url}` and `{edge.ca}`. */
  readonly tls?: boolean
  readonly hop?: OtherHop
  readonly receiver?: OtherReceiver
  /**
   * A sender of your own in place of the forge. It sends to `{hop.url}`, takes the orders of `docker/forge/control.ts` and logs each webhook that it
   * sent as a JSON line `{ "msg": "probe", "probe": "webhook", "id", "host" (its repository), "due", "sent", "at", "ok", "status" or "error" }`,
   * moments in monotonic ns.
   */
  readonly sender?: Program
}
