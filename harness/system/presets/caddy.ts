import type { Preset } from '../definition.ts'
import { httpQuestion } from '../http-question.ts'
import { type Configuration, configurationText } from './configuration.ts'

/**
 * A Caddy with one site, over plain HTTP. Its configuration is what stands inside the site's braces of a Caddyfile: `reverse_proxy {api}`.
 * Copies of a service are spread over: `reverse_proxy {api}` names all of them. Only mentions of other services are filled in: placeholders such as `{remote_host}` are Caddy's own.
 */
export function caddy(configuration: Configuration): Preset {
  const text = configurationText('caddy', configuration)
  return {
    preset: 'caddy',
    url: ({ host, port }) => `http://${host}:${port}`,
    texts: { config: text },
    ownBraces: true,
    separator: ' ',
    question: httpQuestion,
    spec: ({ address, folder, fill }) => {
      const argv = ['caddy', 'run', '--adapter', 'caddyfile', '--config']
      return {
        program: { image: 'caddy', containerArgv: argv, processArgv: async () => argv },
        args: ['{files}/Caddyfile'],
        files: { Caddyfile: caddyfile(address, fill('config')) },
        env: { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      }
    },
  }
}

const caddyfile = ({ host, port }: { readonly host: string; readonly port: number }, site: string) => `{
	admin off
	auto_https off
}

:${port} {
	bind ${host}
${site}
}
`
