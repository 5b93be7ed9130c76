import type { Traffic } from './metrics/traffic.ts'

/** What all proxies of one server share. */
export interface Settings {
  /** Every roll and jitter follows from it. */
  readonly seed: number
  /** Longest wait for an upstream to accept, ms. */
  readonly dialTimeoutMs: number
  /** Where a proxy that names no host listens. */
  readonly defaultHost: string
  /** What clients send is read into buffers of ours too, as what upstreams send always is. */
  readonly adopts: boolean
  /** Counts what closed connections carried; undefined = nobody asks. */
  readonly traffic: Traffic | undefined
  /** Told of what went wrong outside of any request. */
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void
}
