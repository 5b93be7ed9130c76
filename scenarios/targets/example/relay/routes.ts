import type { IncomingMessage, ServerResponse } from 'node:http'
import { log, reasonOf } from './log.ts'
import { Refused, type Verify } from './tokens.ts'
import type { Tunnels } from './tunnels.ts'

export interface Self {
  readonly machine: string
  readonly region: string
}

export interface RouteParts {
  readonly self: Self
  readonly verify: Verify
  readonly tunnels: Tunnels
  ownerOf(host: string): Promise<string | null>
}

/** Serves clients: `GET /v1/health` and `GET /v1/hosts/ID/…`, which goes through the host's tunnel. */
export function routes(parts: RouteParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {}) // The client is gone.
    if (parts.tunnels.leaving) response.setHeader('connection', 'close')
    route(request, response, parts).catch((error: unknown) => {
      if (error instanceof Refused) return answer(response, error.status, { error: error.message })
      log('error', 'request_failed', { reason: reasonOf(error) })
      answer(response, 500, { error: 'internal' })
    })
  }
}

async function route(request: IncomingMessage, response: ServerResponse, parts: RouteParts): Promise<void> {
  const url = request.url ?? '/'
  if (url === '/v1/health') return answer(response, 200, { status: 'up', ...parts.self })
  const [, host, path] = /^\/v1\/hosts\/([\w.-]+)(\/.*)$/.exec(url) ?? []
  if (request.method !== 'GET' || !host || !path) return answer(response, 404, { error: 'not_found' })
  const { scope } = await parts.verify(request)
  if (scope !== 'client') return answer(response, 403, { error: 'wrong_scope' })
  // A relay that is leaving has asked its hosts to go elsewhere.
  const tunnel = parts.tunnels.leaving ? undefined : parts.tunnels.of(host)
  if (!tunnel) return elsewhere(host, response, parts)
  const { status, body } = await tunnel.ask(path)
  send(response, status, body)
}

/** Sends the client to the relay that has the host, by way of the load balancer in front. */
async function elsewhere(
  host: string,
  response: ServerResponse,
  { self, ownerOf }: RouteParts,
): Promise<void> {
  const owner = await ownerOf(host).catch(() => undefined)
  if (owner === undefined) return answer(response, 503, { error: 'directory_unavailable' })
  const [machine] = owner?.split('/') ?? []
  // An entry of this relay for a tunnel that it does not have is about to go.
  if (!machine || owner === `${self.machine}/${self.region}`)
    return answer(response, 503, { error: 'host_offline' })
  response.writeHead(200, { 'fly-replay': `instance=${machine}`, 'content-length': '0' }).end()
}

function answer(response: ServerResponse, status: number, body: object): void {
  send(response, status, JSON.stringify(body))
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
