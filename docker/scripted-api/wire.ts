/** One scripted answer. The first rule that fits a request gives it. */
export interface Rule {
  /** `GET` and its like; `*` for any. Default `*`. */
  readonly method?: string
  /** Path pattern as of the web's URLPattern: `/v1/users/:id`, `/files/*`. The query is not looked at. */
  readonly path: string
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON; default: an empty body. */
  readonly body?: unknown
  /** Real milliseconds before the answer. Default 0. */
  readonly delayMs?: number
}

/** Answer of `GET /requests` on the control port; counted since the start, the last `PUT /rules` or `DELETE /requests`. */
export interface Requests {
  readonly total: number
  /** Those that no rule fitted; they were answered with 404. */
  readonly unmatched: number
  /** In the order of the rules. */
  readonly byRule: readonly { readonly rule: string; readonly requests: number }[]
  /** The newest, oldest first. */
  readonly last: readonly SeenRequest[]
}

export interface SeenRequest {
  /** CLOCK_MONOTONIC, ns. */
  readonly at: number
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** The rule that answered it, as `GET /v1/users/:id`. */
  readonly rule?: string
}
