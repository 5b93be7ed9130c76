import {
  type Env,
  httpUrl,
  type OptionsOf,
  optionsToEnv,
  parseOptions,
  parseTimeScale,
  required,
} from '../env.ts'
import { scaleConstants } from '../relay/constants.ts'

/** The variants of the smoke test; the first is the current version. Read from the environment: `SMOKE`. */
export const smokeOptionValues = {
  /**
   * `ignores-status`: a body that names the region is enough, with any status. `only-logs`: what it found is in its log for people to
   * read, and its exit code is 0.
   */
  smoke: ['checks-status', 'ignores-status', 'only-logs'],
} as const

export type SmokeOptions = OptionsOf<typeof smokeOptionValues>

export interface SmokeConfig {
  /** The edge, through which every region is asked. */
  readonly edgeUrl: string
  readonly regions: readonly string[]
  /** What every region is asked for. */
  readonly path: string
  readonly checksStatus: boolean
  /** Whether the exit code tells that a region does not serve. */
  readonly exitsRed: boolean
  /** A region that has not answered by then is down. */
  readonly timeoutMs: number
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseSmokeConfig(env: Env): SmokeConfig {
  const { smoke } = parseOptions(env, smokeOptionValues)
  return {
    edgeUrl: httpUrl(env, 'EDGE_URL'),
    regions: required(
      env,
      'REGIONS',
      /^[\w.-]+(,[\w.-]+)*$/,
      'regions with commas between them, as in ams,iad',
    ).split(','),
    path: env.HEALTH_PATH || '/health',
    checksStatus: smoke !== 'ignores-status',
    exitsRed: smoke !== 'only-logs',
    timeoutMs: scaleConstants(parseTimeScale(env)).smokeTimeoutMs,
  }
}

/** The environment that gives a smoke test this variant. */
export const smokeOptionsEnv = (options: Partial<SmokeOptions>) => optionsToEnv(options)
