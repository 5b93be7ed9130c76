import type { WebhookConstants } from '../../../docker/hook-relay/constants.ts'
import type { Address } from '../../runtime/runtime.ts'
import { nginxConf } from '../../system/nginx.ts'

/** Access log of nginx, in its folder of files: its output is a socket, which it cannot open as a file. */
export const accessLog = 'access.log'

/** The reverse proxy before the receiver. Its access log is what `answersIn` reads. */
export function proxyConf(listen: Address, upstream: Address, constants: WebhookConstants): string {
  const { bodyTimeoutMs, proxyReadTimeoutMs } = constants
  return nginxConf({
    listen,
    upstream,
    http: [
      `log_format event escape=json '{"msec":$msec,"status":$status,"id":"$http_x_delivery"}'`,
      `access_log ${accessLog} event`,
      `client_body_timeout ${Math.round(bodyTimeoutMs)}ms`,
      `proxy_read_timeout ${Math.round(proxyReadTimeoutMs)}ms`,
    ],
  })
}
