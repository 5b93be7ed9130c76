import { scaleDeployConstants } from '../deploy-service/constants.ts'
import { httpUrl, type OptionsOf, redisUrl } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'

/** The variants of the orchestrator. The first value of each is the current version. */
export const orchestratorOptionValues = {
  /** `late` (broken): the status in the answer is parsed before it is known to be an answer of the deploy service. */
  guard: ['first', 'late'],
  /** `none` (broken): an attempt starts the deployment without asking what became of the one before. */
  stateCheck: ['on', 'none'],
  /**
   * `limited`: retries with exponential backoff, then the dead set. `none` and `discard-on-error` (both good): a job that fails is dead at
   * once, by a retry limit of 0 or because its error says so. `unlimited` (broken): retried forever.
   */
  retries: ['limited', 'none', 'discard-on-error', 'unlimited'],
  /** `succeeded` (broken): what is reported of the deployment of a job that failed for good. */
  deadJobs: ['failed', 'succeeded'],
  /** `one-in-twenty-fails` (broken): answers 500 to every twentieth request, with or without a fault. */
  answers: ['all', 'one-in-twenty-fails'],
  /** `early` (broken): a deployment is answered before it is stored. */
  acknowledges: ['when-stored', 'early'],
  /**
   * How long a call to the deploy service may take: what the proxy in front of it allows. `own` (broken): a deadline of the
   * orchestrator's, long for an answer of a service, and short for one that comes when a rollout has ended.
   */
  deadline: ['of-the-proxy', 'own'],
} as const

export type OrchestratorOptions = OptionsOf<typeof orchestratorOptionValues>

export type OrchestratorConfig = ReturnType<typeof parseOrchestratorConfig>

export const { parse: parseOrchestratorConfig, optionsEnv: orchestratorOptionsEnv } = defineServiceConfig({
  options: orchestratorOptionValues,
  own: (env, timeScale) => ({
    redisUrl: redisUrl(env),
    /** `http://host:port` at which the proxy in front of the deploy service is reached. */
    deployUrl: httpUrl(env, 'DEPLOY_URL'),
    constants: scaleDeployConstants(timeScale, env),
  }),
})
