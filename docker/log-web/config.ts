import { join } from 'node:path'
import { number, type OptionsOf, required } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'
import { logLimits, scaleLogConstants } from './constants.ts'

/** The variants of the web server. The first value of each is the current version; every other one is a broken variant. */
export const logWebOptionValues = {
  /** `none`: a stream that waits for the next line writes nothing, so that it never learns that its client has gone. */
  heartbeat: ['on', 'none'],
  /**
   * `on-success-only`: a stream is ended where the log ends, and left as it is when reading the log fails. `every-stream`: a log that
   * cannot be read ends the streams of all. `without-a-word`: it ends its streams as if it had ended itself.
   */
  close: ['always', 'on-success-only', 'every-stream', 'without-a-word'],
  /** `ignored`: the log is read and written as fast as the disk gives it, however slow the client. */
  backpressure: ['kept', 'ignored'],
  /** `in-turn`: one piece after the other is sent, over all streams: a slow reader holds up everybody. */
  sending: ['side-by-side', 'in-turn'],
  /** `never`: what is kept for a client that may come back, half a megabyte and a timer, is not given up when its stream ends. */
  forget: ['at-its-end', 'never'],
  /** `buffer-size`: a stream goes on a whole buffer further on, however much there was to read. */
  position: ['bytes-read', 'buffer-size'],
  /** `10s`: answers 503 for the first ten seconds. */
  warmUp: ['none', '10s'],
  /** `one-in-twenty-fails`: answers 500 to every twentieth GET, with or without a fault. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type LogWebOptions = OptionsOf<typeof logWebOptionValues>

export type LogWebConfig = ReturnType<typeof parseLogWebConfig>

export const { parse: parseLogWebConfig, optionsEnv: logWebOptionsEnv } = defineServiceConfig({
  options: logWebOptionValues,
  own: (env, timeScale) => ({
    backlog: number(env, 'BACKLOG', {
      min: 1,
      max: 65_535,
      integer: true,
      fallback: logLimits(timeScale).backlog,
    }),
    /** Folder for the logs of the jobs; made when it is missing. */
    spoolDir: required(env, 'SPOOL_DIR', /^\//, 'an absolute path'),
    constants: scaleLogConstants(timeScale, env),
  }),
})

/** Where a server keeps the log of a job. */
export function logPath(spoolDir: string, job: string): string {
  return join(spoolDir, `${job}.log`)
}
