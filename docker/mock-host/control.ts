/**
 * The control WebSocket of a mock-host process: the harness connects to it, gives it hosts to play, and gets one JSON
 * array of events, and of stalls of the process, per frame; an empty one answers `settle`. Times are CLOCK_MONOTONIC ns, so they stand on the harness's own clock.
 */
export type ToMockHost =
  | { type: 'add'; hosts: HostAssignment[] }
  /** Ends the hosts for good: breaks their tunnels off or, in good order, closes them with 1000 and waits for the answer. */
  | { type: 'remove'; ids: string[]; inOrder?: boolean }
  /** Ends the hosts' tunnels, dials, breaks that socket in the middle of its registration and dials again at once. */
  | { type: 'interrupt'; ids: string[] }
  /** Opens a second tunnel; the first stays open and deaf, and is broken off `keepMs` real time after the second was registered. */
  | { type: 'second'; ids: string[]; keepMs: number }
  /** Asks for everything that happened by now. */
  | { type: 'settle' }

export interface HostAssignment {
  id: string
  /** `ws://host:port` of the link that this host dials, or `wss://` where a TLS edge is at its end. */
  url: string
  token: string
  /** Where the token is given. Default: in the header. */
  tokenIn?: 'header' | 'query'
}

/** The process did not run for so long although it was due: its hosts did and saw everything late. `at`: the end of it. */
export interface HostsStalled {
  at: number
  stalledMs: number
}

/** One thing that happened to a host; same words as the journal's `host` events. */
export interface HostEvent {
  at: number
  host: string
  state:
    | 'scheduled'
    | 'attempt'
    | 'tcp'
    | 'upgraded'
    | 'registered'
    | 'answered'
    | 'held'
    | 'asked'
    | 'pinged'
    | 'drain'
    | 'closed'
    | 'failed'
    | 'watchdog'
  dial: number
  code?: number
  reason?: string
  error?: string
  delayMs?: number
  attempt?: number
  relay?: string
}
