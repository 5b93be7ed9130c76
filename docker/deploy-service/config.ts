import { httpUrl, number, type OptionsOf, redisUrl } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'
import { scaleDeployConstants } from './constants.ts'

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

export type DeployServiceConfig = ReturnType<typeof parseDeployServiceConfig>

export const { parse: parseDeployServiceConfig, optionsEnv: deployServiceOptionsEnv } = defineServiceConfig({
  options: deployServiceOptionValues,
  own: (env, timeScale) => ({
    redisUrl: redisUrl(env),
    /** `http://host:port` of the VMs. */
    vmsUrl: httpUrl(env, 'VMS_URL'),
    /** Number of sync workers. */
    workers: number(env, 'WORKERS', { min: 1, max: 64, integer: true, fallback: 2 }),
    constants: scaleDeployConstants(timeScale, env),
  }),
})
