import { join } from 'node:path'
import {
  type Env,
  number,
  type OptionsOf,
  optionsToEnv,
  parseCommon,
  parseOptions,
  required,
} from '../env.ts'
import { type LogConstants, scaleLogConstants } from './constants.ts'

/** The forms of the web server. The first value of each is the fixed form; every other one is a known-bad form. */
export const logWebOptionValues = {
  /** `none`: a stream that waits for the next line writes nothing, so that it never learns that its client has gone. */
  heartbeat: ['on', 'none'],
  /** `on-success-only`: a stream is ended where the log ends, and left as it is when reading the log fails. */
  close: ['always', 'on-success-only'],
  /** `ignored`: the log is read and written as fast as the disk gives it, however slow the client. */
  backpressure: ['kept', 'ignored'],
} as const

export type LogWebOptions = OptionsOf<typeof logWebOptionValues>

export interface LogWebConfig {
  readonly host: string
  readonly port: number
  readonly backlog: number
  /** Folder for the logs of the jobs; made when it is missing. */
  readonly spoolDir: string
  readonly options: LogWebOptions
  readonly constants: LogConstants
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseLogWebConfig(env: Env): LogWebConfig {
  const { host, port, timeScale } = parseCommon(env)
  return {
    host,
    port,
    backlog: number(env, 'BACKLOG', { min: 1, max: 65_535, integer: true, fallback: 511 }),
    spoolDir: required(env, 'SPOOL_DIR', /^\//, 'an absolute path'),
    options: parseOptions(env, logWebOptionValues),
    constants: scaleLogConstants(timeScale),
  }
}

/** The environment that gives a web server these forms. */
export function logWebOptionsEnv(options: Partial<LogWebOptions>): Record<string, string> {
  return optionsToEnv(options)
}

/** Where a server keeps the log of a job. */
export function logPath(spoolDir: string, job: string): string {
  return join(spoolDir, `${job}.log`)
}
