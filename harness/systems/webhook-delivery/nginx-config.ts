import type { WebhookConstants } from '../../../docker/hook-relay/constants.ts'
import { formatAddress } from '../../runtime/links.ts'
import type { Address } from '../../runtime/runtime.ts'

/** Access log of nginx, in its folder of files: its output is a socket, which it cannot open as a file. */
export const accessLog = 'access.log'

/** The reverse proxy before the receiver. Its access log is what `answersIn` reads. */
export function nginxConfig(listen: Address, upstream: Address, constants: WebhookConstants): string {
  const { bodyTimeoutMs, proxyReadTimeoutMs } = constants
  return `# One process: the one that is signalled serves.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  log_format event escape=json '{"msec":$msec,"status":$status,"id":"$http_x_delivery"}';
  access_log ${accessLog} event;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path temp;`).join(' ')}
  client_body_timeout ${Math.round(bodyTimeoutMs)}ms;
  proxy_read_timeout ${Math.round(proxyReadTimeoutMs)}ms;
  server {
    listen ${formatAddress(listen)};
    location / { proxy_pass http://${formatAddress(upstream)}; }
  }
}
`
}
