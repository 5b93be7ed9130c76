import type { DeployServiceOptions } from '../../../docker/deploy-service/config.ts'
import { type DeployConstants, deployConstants } from '../../../docker/deploy-service/constants.ts'
import type { OrchestratorOptions } from '../../../docker/orchestrator/config.ts'

export interface PipelineSize {
  /** VMs of the application. Default 6. */
  readonly vms?: number
  /** Sync workers of the deploy service. Default 2. */
  readonly workers?: number
}

/** A form of the pipeline: options of orchestrator, deploy service and proxy. */
export interface PipelineForm extends Partial<OrchestratorOptions> {
  /** `worker-timeout` (known-bad): the proxy gives up when a worker would, though the wait for a worker comes on top. */
  readonly proxyTimeout?: 'above-worker-timeout' | 'worker-timeout'
  /** Of the orchestrator before it starts a deployment, and of the deploy service, which is idempotent by it. */
  readonly stateCheck?: DeployServiceOptions['stateCheck']
}

/** nginx's proxy_read_timeout in system time. */
export function proxyTimeoutMs({ proxyTimeout }: PipelineForm): number {
  const { workerTimeoutMs, proxyTimeoutMs }: DeployConstants = deployConstants
  return proxyTimeout === 'worker-timeout' ? workerTimeoutMs : proxyTimeoutMs
}

/** The form's options of one service; what the form leaves open is the service's own fixed form. */
export function orchestratorForm({ guard, stateCheck, retries }: PipelineForm): Partial<OrchestratorOptions> {
  return {
    ...(guard && { guard }),
    ...(stateCheck && { stateCheck }),
    ...(retries && { retries }),
  }
}
