import { scaleWebhookConstants } from '../../../docker/hook-relay/constants.ts'
import { programs } from '../../../docker/images.ts'
import { receiverOptionsEnv } from '../../../docker/receiver/config.ts'
import { receiverDatabase } from '../../../docker/receiver/store.ts'
import {
  addressOf,
  formatAddress,
  type Link,
  linkName,
  openLinks,
  reserveLinks,
} from '../../runtime/links.ts'
import type { Address, Service, ServiceSpec } from '../../runtime/runtime.ts'
import { nginxSpec } from '../../system/nginx.ts'
import { listenOn, readyTimeoutMs, redisSpec, reserveServices } from '../../system/service-parts.ts'
import type { SystemContext } from '../../system/system.ts'
import { hasHop, hopEnvironment, type WebhookDeliveryVariant } from './options.ts'
import { proxyConf } from './proxy-conf.ts'
import { webhookTopology } from './topology.ts'

/** Everything that runs. */
export interface WebhookServices {
  readonly forge: Service
  /** Undefined in the variant without a hop. */
  readonly hop: Service | undefined
  readonly nginx: Service
  readonly receiver: Service
  /** Where the forge takes orders. */
  readonly forgeControl: Address
  /** Both databases, past every proxy. */
  readonly redis: Address
  readonly links: ReadonlyMap<string, Link>
}

/** Starts what depends on nothing first and together, then the hop and the receiver, which need their stores, then the forge. */
export async function startServices(
  context: SystemContext,
  variant: WebhookDeliveryVariant,
): Promise<WebhookServices> {
  const { runtime, factor, seed } = context
  const reserved = await reserveLinks(
    runtime,
    webhookTopology.links.map(({ name }) => name),
  )
  const at = await reserveServices(runtime, names, (name) => name === 'hop' || name === 'receiver')
  const linked = (from: string, to: string) => formatAddress(addressOf(reserved, linkName(from, to)))
  const service = (name: keyof typeof at, spec: Pick<ServiceSpec, 'program'> & Partial<ServiceSpec>) =>
    runtime.start({
      name,
      ports: { main: at[name] },
      ready: { by: 'log', pattern: /"msg":"listening"/, timeoutMs: readyTimeoutMs },
      ...spec,
      env: { TIME_SCALE: String(factor), ...listenOn(at[name]), ...spec.env },
    })
  const specs = webhookTopology.links.map(({ from, to }) => ({
    from,
    to,
    upstream: at[to as keyof typeof at],
  }))
  const conf = proxyConf(
    at.nginx,
    addressOf(reserved, linkName('nginx', 'receiver')),
    scaleWebhookConstants(factor),
  )
  const [links, nginx] = await Promise.all([
    openLinks(runtime, reserved, specs, { seed }),
    runtime.start(nginxSpec('nginx', at.nginx, conf)),
    runtime.start(redisSpec(at.redis)),
  ])
  const target = `http://${linked('hop', 'nginx')}/hooks`
  const [receiver, hop] = await Promise.all([
    service('receiver', {
      program: programs.receiver,
      env: {
        REDIS_URL: `redis://${linked('receiver', 'redis')}/${receiverDatabase}`,
        ...receiverOptionsEnv(variant.receiver ?? {}),
      },
    }),
    hasHop(variant)
      ? service('hop', {
          program: programs.hookRelay,
          env: {
            REDIS_URL: `redis://${linked('hop', 'redis')}`,
            TARGET: target,
            HOP_SEED: String(seed),
            ...hopEnvironment(variant),
          },
        })
      : undefined,
  ])
  const forge = await service('forge', {
    program: programs.forge,
    env: { TARGET: hop ? `http://${linked('forge', 'hop')}/hooks` : target },
  })
  return { forge, hop, nginx, receiver, forgeControl: at.forge, redis: at.redis, links }
}

const names = ['forge', 'hop', 'redis', 'nginx', 'receiver'] as const
