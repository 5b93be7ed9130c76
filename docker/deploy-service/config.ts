import {
  type Env,
  httpUrl,
  number,
  type OptionsOf,
  optionsToEnv,
  parseCommon,
  parseOptions,
  redisUrl,
} from '../env.ts'
import { type DeployConstants, scaleDeployConstants } from './constants.ts'

/** The variants of the deploy service. The first value of each is the current version; every other one is a broken variant. */
export const deployServiceOptionValues = {
  /** `none`: a deployment that is known already is carried out again, from its first VM on. */
  stateCheck: ['on', 'none'],
  /**
   * What a rollout that was interrupted goes on with. `all-but-done`: with VMs that are applying it, too. `nothing`: it is taken for done.
   */
  resume: ['missing', 'all-but-done', 'nothing'],
} as const

export type DeployServiceOptions = OptionsOf<typeof deployServiceOptionValues>

export interface DeployServiceConfig {
  readonly host: string
  readonly port: number
  readonly redisUrl: string
  /** `http://host:port` of the VMs. */
  readonly vmsUrl: string
  /** Number of sync workers. */
  readonly workers: number
  readonly options: DeployServiceOptions
  readonly constants: DeployConstants
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseDeployServiceConfig(env: Env): DeployServiceConfig {
  const { host, port, timeScale } = parseCommon(env)
  return {
    host,
    port,
    redisUrl: redisUrl(env),
    vmsUrl: httpUrl(env, 'VMS_URL'),
    workers: number(env, 'WORKERS', { min: 1, max: 64, integer: true, fallback: 2 }),
    options: parseOptions(env, deployServiceOptionValues),
    constants: scaleDeployConstants(timeScale, env),
  }
}

/** The environment that gives a deploy service these variants. */
export function deployServiceOptionsEnv(options: Partial<DeployServiceOptions>): Record<string, string> {
  return optionsToEnv(options)
}
