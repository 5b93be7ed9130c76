import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { answerJson } from '../relay/answers.ts'
import { bodyLimitBytes, readBody } from '../relay/body.ts'
import { endToEnd } from '../relay/headers.ts'
import { log, reasonOf } from '../relay/log.ts'
import { edgePathHeader, preferRegionHeader } from '../relay/wire.ts'
import type { RelayRoute } from './config.ts'
import { type Answer, exchange, statusOfError } from './exchange.ts'
import type { Router } from './router.ts'

interface HttpAnswer extends Answer {
  readonly message: IncomingMessage
}

/** A client's request, its body in memory so that it can be sent again. */
interface Buffered {
  readonly request: IncomingMessage
  readonly body: Buffer
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** Passes plain requests on to relays, over kept-alive connections. */
export function httpForwarder(router: Router) {
  const agent = new Agent({ keepAlive: true })
  return (request: IncomingMessage, response: ServerResponse): void => {
    forward(request, response, router, agent).catch((error: unknown) => {
      if (response.destroyed) return
      log('request failed', { reason: reasonOf(error) })
      answerJson(response, 500, { error: 'internal error' })
    })
  }
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  router: Router,
  agent: Agent,
): Promise<void> {
  const gone = new AbortController()
  // Only a client that left early: after a whole answer the relay's connection is kept for the next request.
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const body = await readBody(request)
  if (!body) return answerJson(response, 413, { error: `body larger than ${bodyLimitBytes} bytes` })
  const buffered = { request, body, signal: gone.signal }
  const outcome = await exchange(router, regionOf(request), (relay) => send(relay, buffered, agent))
  const path = { [edgePathHeader]: outcome.path.join('>') }
  if ('error' in outcome) {
    const headers = { ...path, 'edge-error': outcome.error }
    return answerJson(response, statusOfError[outcome.error], { error: outcome.error }, headers)
  }
  passOn(outcome.answer.message, response, path)
}

/** The region that a client would like to be served from. */
export function regionOf(request: IncomingMessage): string | undefined {
  const region = request.headers[preferRegionHeader]
  return Array.isArray(region) ? region[0] : region
}

async function send(relay: RelayRoute, buffered: Buffered, agent: Agent): Promise<HttpAnswer | undefined> {
  // What must not happen twice never goes on a kept connection, which may be dead without the edge knowing.
  if (!idempotent.has(buffered.request.method ?? '')) return sendOnce(relay, buffered, false)
  const answer = await sendOnce(relay, buffered, agent)
  return answer === 'stale connection' ? sendOnce(relay, buffered, false) : answer
}

function sendOnce(relay: RelayRoute, buffered: Buffered, agent: false): Promise<HttpAnswer | undefined>
function sendOnce(
  relay: RelayRoute,
  buffered: Buffered,
  agent: Agent,
): Promise<HttpAnswer | 'stale connection' | undefined>
function sendOnce(
  { host, port }: RelayRoute,
  { request, body, signal }: Buffered,
  agent: Agent | false,
): Promise<HttpAnswer | 'stale connection' | undefined> {
  return new Promise((resolve) => {
    const { method, url } = request
    const headers = endToEnd(request.headers, 'content-length')
    const upstream = httpRequest({ host, port, method, path: url, headers, agent, signal })
    upstream.once('response', (message) => resolve(answerOf(message)))
    // After the answer began, `passOn` sees the failure on the message itself.
    upstream.on('error', () => resolve(upstream.reusedSocket ? 'stale connection' : undefined))
    upstream.end(body.length > 0 ? body : undefined)
  })
}

function answerOf(message: IncomingMessage): HttpAnswer {
  return {
    message,
    status: message.statusCode ?? 0,
    header: (name) => [message.headers[name]].flat()[0],
    discard: () => message.resume(),
  }
}

function passOn(message: IncomingMessage, response: ServerResponse, path: Record<string, string>): void {
  response.writeHead(message.statusCode ?? 502, { ...endToEnd(message.headers), ...path })
  pipeline(message, response, (error) => {
    if (error) response.destroy()
  })
}
