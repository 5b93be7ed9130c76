import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerJson } from './answers.ts'
import { type Authorise, withoutToken } from './auth.ts'
import { bodyLimitBytes, readBody } from './body.ts'
import type { RelayOptions } from './config.ts'
import type { Directory } from './directory.ts'
import { endToEnd, flatten } from './headers.ts'
import type { Lifecycle } from './lifecycle.ts'
import { locate, type Self } from './locate.ts'
import { log, reasonOf } from './log.ts'
import { type HttpAnswer, TunnelError } from './pending-requests.ts'
import type { SpareDescriptors } from './spare-descriptors.ts'
import type { Tunnel } from './tunnel.ts'
import type { Tunnels } from './tunnels.ts'

export interface RouteParts {
  readonly self: Self
  readonly authorise: Authorise
  readonly directory: Directory
  readonly tunnels: Tunnels
  readonly lifecycle: Lifecycle
  readonly spares: SpareDescriptors
  readonly options: RelayOptions
}

/** `/hosts/ID/rest?query` taken apart; undefined for any other target. */
export function parseHostTarget(url: string): { hostId: string; rest: string } | undefined {
  const match = /^\/hosts\/([^/?]+)([/?].*)?$/.exec(url)
  if (!match?.[1]) return undefined
  const rest = match[2] ?? '/'
  try {
    return { hostId: decodeURIComponent(match[1]), rest: rest.startsWith('?') ? `/${rest}` : rest }
  } catch {
    return undefined
  }
}

/** Serves the HTTP routes of clients. */
export function httpRoutes(parts: RouteParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {}) // The client is gone; nobody to tell.
    if (parts.lifecycle.draining || parts.spares.isLacking) response.setHeader('connection', 'close')
    route(request, response, parts).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return
      log('request failed', { reason: reasonOf(error) })
      answerJson(response, 500, { error: 'internal error' })
    })
  }
}

async function route(request: IncomingMessage, response: ServerResponse, parts: RouteParts): Promise<void> {
  const url = request.url ?? '/'
  if (/^\/health(\?|$)/.test(url))
    return answerJson(response, 200, { ok: true, region: parts.self.region, timers: timers() })
  const target = parseHostTarget(withoutToken(url))
  if (!target) return answerJson(response, 404, { error: 'unknown path' })
  const identity = await parts.authorise(request)
  const mayAsk = identity?.role === 'client' || (identity && parts.options.auth === 'any-role')
  if (!mayAsk) return answerJson(response, 401, { error: 'no or bad token' })
  if (/^\/_whoowns(\?|$)/.test(target.rest)) return whoOwns(target.hostId, response, parts)
  await forward(request, response, target, parts)
}

/** Timers that wait in this process: no part of a tunnel that has ended may be among them. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}

async function whoOwns(hostId: string, response: ServerResponse, parts: RouteParts): Promise<void> {
  try {
    const owner = await parts.directory.ownerOf(hostId)
    answerJson(response, 200, { hostId, owner, tunnelHere: parts.tunnels.serving(hostId) !== undefined })
  } catch (error) {
    answerJson(response, 503, { error: reasonOf(error) })
  }
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: { hostId: string; rest: string },
  parts: RouteParts,
): Promise<void> {
  const body = await readBody(request)
  if (!body) return answerJson(response, 413, { error: `body larger than ${bodyLimitBytes} bytes` })
  // A relay that drains has told its hosts to leave: what it still holds is not to be relied on.
  const tunnel = parts.lifecycle.draining ? undefined : parts.tunnels.serving(target.hostId)
  if (tunnel) return throughTunnel(request, response, tunnel, target.rest, body, parts)
  const { status, headers, error } = await locate(target.hostId, parts.self, parts.directory)
  if (error !== undefined) return answerJson(response, status, { error }, headers)
  response.writeHead(status, { ...headers, 'content-length': '0' }).end()
}

/** Requests that went through tunnels, for the form that loses some. */
let forwarded = 0

async function throughTunnel(
  request: IncomingMessage,
  response: ServerResponse,
  tunnel: Tunnel,
  path: string,
  body: Buffer,
  { options, tunnels }: Pick<RouteParts, 'options' | 'tunnels'>,
): Promise<void> {
  if (options.forward === 'loses-one-in-twenty' && ++forwarded % 20 === 0)
    return answerJson(response, 502, { error: 'lost' })
  try {
    const question = {
      method: request.method ?? 'GET',
      path,
      headers: flatten(endToEnd(request.headers, 'host', 'authorization', 'content-length')),
      ...(body.length > 0 ? { body: body.toString() } : {}),
    }
    const answer = await tunnel.request(question).catch(async (error: unknown) => {
      if (options.requests !== 'again') throw error
      return (await nextTunnel(tunnel, tunnels)).request(question)
    })
    sendAnswer(response, answer)
  } catch (error) {
    if (!(error instanceof TunnelError)) throw error
    const status = options.pending === 'false-200' ? 200 : 502
    answerJson(response, status, { error: error.message }, { connection: 'close' })
  }
}

/** Broken variant: the tunnel that comes after one that failed. */
async function nextTunnel(failed: Tunnel, tunnels: Tunnels): Promise<Tunnel> {
  for (;;) {
    const next = tunnels.serving(failed.hostId)
    if (next && next !== failed) return next
    await sleep(10)
  }
}

function sendAnswer(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  try {
    response.writeHead(status, endToEnd(headers, 'content-length'))
  } catch {
    throw new TunnelError('the host sent an answer that is not HTTP')
  }
  response.end(body === undefined ? undefined : String(body))
}
