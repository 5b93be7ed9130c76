import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { described, programs } from '../../../docker/programs.ts'
import { receiverDatabase } from '../../../docker/receiver/store.ts'
import { nginx, type Program, tlsEdge } from '../../door.ts'
import type { WebhookDeliveryOptions } from './options.ts'

/** Access log of nginx, in its folder of files: its output is a socket, which it cannot open as a file. */
export const accessLog = 'access.log'

const { bodyTimeoutMs, proxyReadTimeoutMs } = webhookConstants

/** The reverse proxy before the receiver. Its access log is what `answersIn` reads. */
export const proxy = nginx({
  config: `log_format event escape=json '{"msec":$msec,"status":$status,"id":"$http_x_delivery"}';
access_log ${accessLog} event;
client_body_timeout {ms.${bodyTimeoutMs}}ms;
proxy_read_timeout {ms.${proxyReadTimeoutMs}}ms;
server { listen {address}; location / { proxy_pass http://{receiver}; } }`,
})

const ours = (program: (typeof programs)['forge'], role: string, env: Record<string, string>): Program => ({
  ...described(program, env),
  role,
})

/** Ends TLS at the far end. */
export const edge = tlsEdge({ to: 'nginx' })

/** Name of the far end, where it is reached by one. */
export const farName = 'ci.internal'

export const hopProgram = ({ hop, byName, tls }: WebhookDeliveryOptions): Program =>
  hop
    ? { role: 'store and forward', ...withoutReports(hop) }
    : {
        ...ours(programs.hookRelay, 'store and forward', {
          REDIS_URL: '{redis.url}',
          TARGET: byName ? `http://${farName}:{nginx.port}/hooks` : `{${tls ? 'edge' : 'nginx'}.url}/hooks`,
          ...(tls && { TARGET_CA: '{edge.ca}' }),
          HOP_SEED: '{seed}',
        }),
        ...(byName && { names: { [farName]: 'nginx' } }),
      }

export const receiverProgram = ({ receiver }: WebhookDeliveryOptions): Program =>
  receiver
    ? { role: 'CI server', ...withoutReports(receiver) }
    : ours(programs.receiver, 'CI server', { REDIS_URL: `{redis.url}/${receiverDatabase}` })

export const forgeProgram = ({ hop, sender }: WebhookDeliveryOptions): Program =>
  sender
    ? { role: 'sends webhooks', ...sender }
    : ours(programs.forge, 'sends webhooks', { TARGET: `{hop.url}${hop?.path ?? '/hooks'}` })

/** The program alone. */
function withoutReports<Other extends Program>(other: Other): Program {
  const words = ['reports', 'path', 'deadLetters', 'builds']
  return Object.fromEntries(Object.entries(other).filter(([name]) => !words.includes(name)))
}
