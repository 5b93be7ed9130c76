import type { LogWebOptions } from '../../../docker/log-web/config.ts'
import type { Program } from '../../door.ts'

/** Where another web server is told what jobs say. `{job}` stands for a job's name. */
export interface TakesOutput {
  /** A `POST` of further lines of a job's log, as plain text. */
  readonly output: string
  /** A `POST` without a body: the job has ended. */
  readonly finish: string
}

/** A web server of your own, behind Caddy. It streams what it is asked for as server-sent events. */
export interface OtherWeb extends Program {
  /** Path of a stream; `{job}` in it stands for a job's name. Default `/jobs/{job}/log`. */
  readonly stream?: string
  /** A page of it that is asked for all the time, and a text that it holds. Default: `/`, whatever its body. */
  readonly page?: { readonly path: string; readonly body?: string }
  /**
   * Where it is told what jobs say: each line is then one `data: …` event of the job's streams, which end with the job. Without it, it streams what it likes,
   * and nobody looks at what comes.
   */
  readonly takes?: TakesOutput
  /** The file of a job's log, with `{job}` and `{folder}` in it, for scenarios that take it away. */
  readonly file?: string
  /** Connections that may wait to be accepted. Default: as the reference server's. */
  readonly backlog?: number
}

/** How a log streamer is laid out, and whether its web server is yours. */
export interface LogStreamerOptions {
  /** Variant of the reference web server's first life, where it differs from the variant under test, which its restarts have. */
  readonly startsAs?: Partial<LogWebOptions>
  /** There is a finished job with 50 MB of log, too. */
  readonly largeLog?: boolean
  /** Real ms from one probe of the page, and of a log, to the next. Default 100. */
  readonly probeEveryMs?: number
  /** Folder in which your command runs. Default: that in which gameday was started. */
  readonly folder?: string
  readonly web?: OtherWeb
}
