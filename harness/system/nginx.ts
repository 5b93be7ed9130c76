import { programs } from '../../docker/images.ts'
import { formatAddress } from '../runtime/links.ts'
import type { Address, ServiceSpec } from '../runtime/runtime.ts'
import { readyTimeoutMs } from './service-parts.ts'

export interface NginxConf {
  readonly listen: Address
  readonly upstream: Address
  /** Directives of `http`, without their semicolons. */
  readonly http?: readonly string[]
  /** Directives of the location that passes everything on, without their semicolons. */
  readonly location?: readonly string[]
}

/** Configuration of an nginx before one upstream. */
export function nginxConf({ listen, upstream, http = [], location = [] }: NginxConf): string {
  return nginxMain(`${temporaryFolders}
${directives(http)}
  server {
    listen ${formatAddress(listen)};
    location / {
${directives([`proxy_pass http://${formatAddress(upstream)}`, ...location])}
    }
  }`)
}

/** A whole configuration: in the foreground, errors to stderr, every other file beside this one. @param http what stands inside `http` */
export const nginxMain = (http: string) => `# One process: the one that is signalled serves.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
${http}
}
`

const directives = (lines: readonly string[]) => lines.map((line) => `  ${line};`).join('\n')

/** Directives of `http` that keep temporary files beside the configuration. */
export const temporaryFolders = directives(
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path temp`),
)

/** Arguments with which it reads `nginx.conf` among its files. */
export const nginxArgs = ['-p', '{files}', '-c', 'nginx.conf', '-e', 'stderr']

/** An nginx with this configuration. @param listen what the configuration has it listen on */
export const nginxSpec = (name: string, listen: Address, conf: string): ServiceSpec => ({
  name,
  program: programs.nginx,
  args: nginxArgs,
  files: { 'nginx.conf': conf },
  ports: { main: listen },
  ready: { by: 'tcp', port: 'main', timeoutMs: readyTimeoutMs },
})
