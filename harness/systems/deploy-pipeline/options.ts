import { type DeployServiceOptions, deployServiceOptionsEnv } from '../../../docker/deploy-service/config.ts'
import { type DeployConstants, deployConstants } from '../../../docker/deploy-service/constants.ts'
import { constantsEnv } from '../../../docker/env.ts'
import { type OrchestratorOptions, orchestratorOptionsEnv } from '../../../docker/orchestrator/config.ts'

export interface PipelineSize {
  /** VMs of the application. Default 6. */
  readonly vms?: number
  /** Sync workers of the deploy service. Default 2. */
  readonly workers?: number
}

/** A variant of the pipeline: options of orchestrator, deploy service and proxy. */
export interface PipelineVariant extends Partial<OrchestratorOptions> {
  /** `worker-timeout` (broken): the proxy gives up when a worker would, though the wait for a worker comes on top. */
  readonly proxyTimeout?: 'above-worker-timeout' | 'worker-timeout'
  /** Of the orchestrator before it starts a deployment, and of the deploy service, which is idempotent by it. */
  readonly stateCheck?: DeployServiceOptions['stateCheck']
  /** Of the deploy service: what it does with VMs that are applying it. */
  readonly resume?: DeployServiceOptions['resume']
  /** Constants of orchestrator and deploy service that differ from the declared ones, in scenario time. */
  readonly constants?: Partial<DeployConstants>
}

/** nginx's proxy_read_timeout in scenario time. */
export function proxyTimeoutMs({ proxyTimeout }: PipelineVariant): number {
  const { workerTimeoutMs, proxyTimeoutMs }: DeployConstants = deployConstants
  return proxyTimeout === 'worker-timeout' ? workerTimeoutMs : proxyTimeoutMs
}

/** The environment that gives an orchestrator this variant; what the variant leaves open is the service's own current version. */
export function orchestratorEnv(variant: PipelineVariant): Record<string, string> {
  const { guard, stateCheck, retries, deadJobs, answers, deadline, constants } = variant
  return {
    ...orchestratorOptionsEnv({
      ...(guard && { guard }),
      ...(stateCheck && { stateCheck }),
      ...(retries && { retries }),
      ...(deadJobs && { deadJobs }),
      ...(answers && { answers }),
      ...(deadline && { deadline }),
    }),
    ...constantsEnv(constants),
  }
}

/** The environment that gives a deploy service this variant. */
export function deployServiceEnv({ stateCheck, resume, constants }: PipelineVariant): Record<string, string> {
  return {
    ...deployServiceOptionsEnv({ ...(stateCheck && { stateCheck }), ...(resume && { resume }) }),
    ...constantsEnv(constants),
  }
}
