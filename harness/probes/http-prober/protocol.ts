/** What the harness and the prober's process say to each other: one JSON command a line on stdin, lines of text on stdout. */

/** One request that is sent again and again, and what its answer must hold. */
export interface ProbeTarget {
  /** Name of the host in the journal. */
  readonly host: string
  /** Where to connect, as the harness reaches it. */
  readonly address: { readonly host: string; readonly port: number }
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Default GET. */
  readonly method?: string
  /** Body of the request. */
  readonly body?: string
  /** Text that the body must contain; '' accepts any body. */
  readonly expectBody: string
  /** What the module of another protocol is told; JSON. */
  readonly settings?: unknown
  /** What else makes a success; see `Success`. */
  readonly expectStatus?: number
  readonly expectNoHeader?: string
}

export interface ProberConfig {
  /** URL of the module that asks in another protocol than HTTP; see `ask.ts`. */
  readonly module?: string
  /** Name of the probe in the journal. */
  readonly probe: string
  readonly targets: readonly ProbeTarget[]
  readonly cadenceMs: number
  readonly timeoutMs: number
  /** Requests under way at most; a probe due beyond it is counted as missed. */
  readonly outstandingMax: number
}

export interface SingleRequest {
  readonly probe: string
  readonly target: ProbeTarget
  readonly timeoutMs: number
}

export type ToProber =
  | { readonly type: 'start'; readonly config: ProberConfig }
  | { readonly type: 'once'; readonly id: number; readonly request: SingleRequest }
  | { readonly type: 'usage' }
  /** Says so when every probe of the schedule that was sent by now has ended. */
  | { readonly type: 'settle' }
  /** Sends nothing more, waits for answers at most `graceMs`, then ends the process. */
  | { readonly type: 'stop'; readonly graceMs: number }

/** What the prober's process has cost so far. */
export interface ProberUsage {
  /** CPU microseconds of all its threads, user and system. */
  readonly cpuUs: number
  readonly rssBytes: number
  /** Probes sent so far; retries on a fresh connection are not counted again. */
  readonly sent: number
}

/**
 * Lines of the prober: an event of the journal begins with `{`; every other line begins with one of these words.
 * `once <id> <event>` is the event of a single request.
 */
export const lineWords = { ready: 'ready', once: 'once ', usage: 'usage ', settled: 'settled' } as const
