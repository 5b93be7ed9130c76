import { type NginxConf, nginxConf } from '../../system/nginx.ts'

export interface ProxyConf extends Pick<NginxConf, 'listen' | 'upstream'> {
  /** Real ms. */
  readonly readTimeoutMs: number
}

const connectTimeoutMs = 5_000

/** nginx in front of the deploy service. */
export function proxyConf({ listen, upstream, readTimeoutMs }: ProxyConf): string {
  return nginxConf({
    listen,
    upstream,
    http: ['access_log off'],
    location: [
      'proxy_http_version 1.1',
      `proxy_connect_timeout ${connectTimeoutMs}ms`,
      `proxy_read_timeout ${Math.round(readTimeoutMs)}ms`,
      'proxy_next_upstream off',
    ],
  })
}
