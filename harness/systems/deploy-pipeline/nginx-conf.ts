import { formatAddress } from '../../runtime/links.ts'
import type { Address } from '../../runtime/runtime.ts'

export interface ProxyConf {
  readonly listen: Address
  readonly upstream: Address
  /** Real ms. */
  readonly readTimeoutMs: number
}

const connectTimeoutMs = 5_000

/** nginx in front of one upstream: in the foreground, errors to stderr, files beside its configuration. */
export function proxyConf({ listen, upstream, readTimeoutMs }: ProxyConf): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path temp_${name};`,
  )
  return `daemon off;
# One process, which is the one that gets the signals.
master_process off;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
${folders.join('\n')}
  server {
    listen ${formatAddress(listen)};
    location / {
      proxy_pass http://${formatAddress(upstream)};
      proxy_http_version 1.1;
      proxy_connect_timeout ${connectTimeoutMs}ms;
      proxy_read_timeout ${Math.round(readTimeoutMs)}ms;
      proxy_next_upstream off;
    }
  }
}
`
}
