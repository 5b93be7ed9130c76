import { deployConstants } from '../../../docker/deploy-service/constants.ts'
import { described, programs } from '../../../docker/programs.ts'
import { nginx, type Program, redis } from '../../door.ts'
import type { DeployPipelineOptions } from './options.ts'

/**
 * BullMQ waits for delayed jobs in a blocking command, whose timeout Redis looks at hz times a second: at the default of
 * 10 a retry comes up to 100 ms late, which is a second of scenario time in the compressed profile.
 */
export const queueStore = ({ durable = false }: DeployPipelineOptions) =>
  redis({ args: ['--hz', '100'], durable })

/**
 * nginx in front of the deploy service. Variants put it in the place of `proxy` with another timeout.
 * @param readTimeoutMs scenario time that it waits for an answer
 */
export const deployProxy = (readTimeoutMs: number = deployConstants.proxyTimeoutMs) =>
  nginx({
    config: `access_log off;
server {
  listen {address};
  location / {
    proxy_pass http://{deploy-service};
    proxy_http_version 1.1;
    proxy_connect_timeout 5000ms;
    proxy_read_timeout {ms.${readTimeoutMs}}ms;
    proxy_next_upstream off;
  }
}`,
  })

export const vmsProgram: Program = { ...described(programs.vms, {}), role: 'hosts of the application' }

export const deployServiceProgram = (workers: number): Program => ({
  ...described(programs.deployService, {
    WORKERS: String(workers),
    REDIS_URL: '{redis.url}',
    VMS_URL: '{vms.url}',
  }),
  role: 'sync workers',
})

export function orchestratorProgram({ orchestrator }: DeployPipelineOptions): Program {
  const role = 'job worker'
  if (!orchestrator) {
    const env = { REDIS_URL: '{redis.url}', DEPLOY_URL: '{proxy.url}' }
    return { ...described(programs.orchestrator, env), role }
  }
  const { path, page, reports, deadJobs, ...program } = orchestrator
  return { role, ...program }
}

/** A second job worker on the same queue, where one is asked for. */
export const secondOrchestrator = (options: DeployPipelineOptions) =>
  (options.orchestrators === 2 ? { 'orchestrator-2': orchestratorProgram(options) } : {}) as {
    readonly 'orchestrator-2': Program
  }

/** The page of the orchestrator that is asked for all the time. */
export const pageOf = ({ orchestrator }: DeployPipelineOptions) =>
  orchestrator ? (orchestrator.page ?? { path: '/' }) : { path: '/deployments', body: '"deployments":[' }
