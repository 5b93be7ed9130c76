import { parseDuration, templates } from '../../door.ts'
import type { Clients } from './programs.ts'
import type { RelayTarget } from './target/schema.ts'

/** Tokens by the target's hooks; empty where it needs none. */
export function tokens(target: RelayTarget, values: templates.Values) {
  return async (id: string, role: 'host' | 'client'): Promise<string> => {
    const { host, client = host } = target.tokens ?? {}
    const hook = role === 'host' ? host : client
    return hook ? hook({ id, role, values }) : ''
  }
}

/** How clients ask a target for a host. */
export function clients({ name, probe }: RelayTarget, clientToken: string): Clients {
  const { path, method, headers, body, slowPath, success, timeout } = probe
  const where = `targets.${name}.probe`
  return {
    request: (id) => {
      const values = { id, clientToken }
      return {
        path: templates.fillPath(path, values, `${where}.path`),
        method,
        headers: templates.fillAll(headers, values, `${where}.headers`),
        ...(body === undefined ? {} : { body: templates.fill(body, values, `${where}.body`) }),
        expectBody: templates.fill(success.body, values, `${where}.success.body`),
        expectStatus: success.status,
        expectNoHeader: success.noHeader,
      }
    },
    ...(slowPath === undefined
      ? {}
      : {
          slowPath: (id: string, ms: number) =>
            templates.fillPath(slowPath, { id, ms: String(ms) }, `${where}.slowPath`),
        }),
    timeoutMs: parseDuration(timeout),
  }
}
