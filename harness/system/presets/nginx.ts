import { programs } from '../../../docker/images.ts'
import { UsageError } from '../../errors.ts'
import type { Preset } from '../definition.ts'
import { httpQuestion } from '../http-question.ts'
import { nginxArgs, nginxMain, temporaryFolders } from '../nginx.ts'
import { type Configuration, configurationText } from './configuration.ts'

/**
 * One nginx process. Its configuration is what stands inside `http { … }`, as in a file of `conf.d`:
 * `server { listen {address}; location / { proxy_pass http://{api}; } }`.
 * Copies of a service are spread over by `upstream api { {api.servers} }`.
 * @throws UsageError for a configuration that does not say where it listens, or that is a whole nginx.conf
 */
export function nginx(configuration: Configuration): Preset {
  const text = configurationText('nginx', configuration)
  if (/^\s*(?:events|http)\s*\{/m.test(text))
    throw new UsageError(
      'nginx(): write what stands inside http { … }, as in conf.d; the rest is there already',
    )
  if (!/\blisten\s+\{(?:address|host|port)\}/.test(text))
    throw new UsageError('nginx(): it does not say where it listens: write `listen {address};` in its server')
  return {
    preset: 'nginx',
    url: ({ host, port }) => `http://${host}:${port}`,
    texts: { config: text },
    question: httpQuestion,
    spec: ({ fill }) => ({
      program: programs.nginx,
      args: nginxArgs,
      files: { 'nginx.conf': nginxMain(`${temporaryFolders}\n${fill('config')}`) },
    }),
  }
}
