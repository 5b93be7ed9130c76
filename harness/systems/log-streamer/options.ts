import type { LogWebOptions } from '../../../docker/log-web/config.ts'
import type { LogConstants } from '../../../docker/log-web/constants.ts'

/** How a log streamer starts. */
export interface LogStreamerOptions {
  /** Variant of the web server's first life, where it differs from the variant under test, which its restarts have. */
  readonly startsAs?: Partial<LogWebOptions>
  /** There is a finished job with 50 MB of log, too. */
  readonly largeLog?: boolean
  /** Real ms from one probe of the page, and of a log, to the next. Default 100. */
  readonly probeEveryMs?: number
}

/** A broken variant of the log streamer: options of the reference web server. */
export interface LogStreamerVariant {
  readonly web?: Partial<LogWebOptions>
  /** Constants of the web server that differ from the declared ones, in scenario time. */
  readonly constants?: Partial<LogConstants>
}
