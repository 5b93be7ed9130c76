import { programs } from '../../../docker/images.ts'
import {
  addressOf,
  formatAddress,
  type Link,
  linkName,
  openLinks,
  type ReservedLinks,
  reserveLinks,
} from '../../runtime/links.ts'
import type { Address, Program, Service, ServiceSpec } from '../../runtime/runtime.ts'
import { nginxSpec } from '../../system/nginx.ts'
import { listenOn, readyTimeoutMs, redisSpec, reserveServices } from '../../system/service-parts.ts'
import type { SystemContext } from '../../system/system.ts'
import { deployServiceEnv, orchestratorEnv, type PipelineVariant, proxyTimeoutMs } from './options.ts'
import { proxyConf } from './proxy-conf.ts'
import { type PipelineService, pipelineLinks, pipelineServices } from './topology.ts'

type Addresses = Readonly<Record<PipelineService, Address>>

/** Everything of the pipeline that runs. */
export interface PipelineServices {
  readonly addresses: Addresses
  readonly orchestrator: Service
  readonly deployService: Service
  readonly links: ReadonlyMap<string, Link>
}

/** Starts Redis, VMs, proxy and links together, then what looks for Redis when it boots. */
export async function startServices(
  { runtime, factor }: SystemContext,
  workers: number,
  variant: PipelineVariant,
): Promise<PipelineServices> {
  const goesDown = (name: PipelineService) => name === 'deploy-service' || name === 'orchestrator'
  const addresses = await reserveServices(runtime, pipelineServices, goesDown)
  const reserved = await reserveLinks(
    runtime,
    pipelineLinks.map(({ name }) => name),
  )
  const spec = specs(addresses, reserved, factor)
  const [links] = await Promise.all([
    openLinks(
      runtime,
      reserved,
      pipelineLinks.map(({ from, to }) => ({ from, to, upstream: addresses[to] })),
    ),
    runtime.start(spec.redis()),
    runtime.start(spec.node('vms', programs.vms, {})),
    runtime.start(spec.proxy(proxyTimeoutMs(variant) * factor)),
  ])
  const [deployService, orchestrator] = await Promise.all([
    runtime.start(
      spec.node('deploy-service', programs.deployService, {
        WORKERS: String(workers),
        REDIS_URL: spec.url('redis', 'deploy-service', 'redis'),
        VMS_URL: spec.url('http', 'deploy-service', 'vms'),
        ...deployServiceEnv(variant),
      }),
    ),
    runtime.start(
      spec.node('orchestrator', programs.orchestrator, {
        REDIS_URL: spec.url('redis', 'orchestrator', 'redis'),
        DEPLOY_URL: spec.url('http', 'orchestrator', 'proxy'),
        ...orchestratorEnv(variant),
      }),
    ),
  ])
  return { addresses, orchestrator, deployService, links }
}

function specs(addresses: Addresses, links: ReservedLinks, factor: number) {
  return {
    url: (scheme: string, from: string, to: string) =>
      `${scheme}://${formatAddress(addressOf(links, linkName(from, to)))}`,
    // BullMQ waits for delayed jobs in a blocking command, whose timeout Redis looks at hz times a second: at the default of
    // 10 a retry comes up to 100 ms late, which is a second of scenario time in the compressed profile.
    redis: () => redisSpec(addresses.redis, ['--hz', '100']),
    node: (name: PipelineService, program: Program, env: Record<string, string>): ServiceSpec => ({
      name,
      program,
      ports: { main: addresses[name] },
      ready: { by: 'tcp', port: 'main', timeoutMs: readyTimeoutMs },
      env: {
        TIME_SCALE: String(factor),
        ...listenOn(addresses[name]),
        ...env,
      },
    }),
    proxy: (readTimeoutMs: number): ServiceSpec => {
      const listen = addresses.proxy
      const upstream = addressOf(links, linkName('proxy', 'deploy-service'))
      return nginxSpec('proxy', listen, proxyConf({ listen, upstream, readTimeoutMs }))
    },
  }
}
