import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { messageOf } from '../../errors.ts'
import { ApiError } from './api-error.ts'
import { cleanPath, isEscaped } from './path.ts'
import { requestId } from './request-id.ts'
import type { Answer, Router } from './router.ts'

/** Bytes. The largest real request, a populate of a thousand proxies, has a tenth of it. */
const maxBodyBytes = 1_048_576
/**
 * Bytes of a body that is too large which are still read, and dropped: a connection that is closed while its client sends is reset, and the client
 * may never see the answer.
 */
const maxDroppedBytes = 16 * maxBodyBytes

/** Answers each request as the router says; never throws. */
export function listenerOf(router: Router): RequestListener {
  return (request, response) => {
    void answerTo(router, request).then((answer) => send(response, answer))
  }
}

async function answerTo(router: Router, request: IncomingMessage): Promise<Answer> {
  const { method = '', url = '' } = request
  // A client behind a proxy asks for the whole address.
  const [path = '', ...query] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?')
  if (!isEscaped(path)) return answerOf(new ApiError('bad escape in the path', 400))
  const clean = cleanPath(path)
  if (clean !== path) return { status: 301, headers: { location: [clean, ...query].join('?') } }
  const found = router.find(method, path)
  if (found === undefined) return answerOf(new ApiError('not found', 404))
  if (found === 'not allowed') return answerOf(new ApiError('method not allowed', 405))
  const answer = await routed(request, () =>
    found.handler({ params: found.params, body: () => readBody(request) }),
  )
  return { ...answer, headers: { ...answer.headers, 'x-toxiproxy-request-id': requestId() } }
}

async function routed(request: IncomingMessage, handle: () => Answer | Promise<Answer>): Promise<Answer> {
  // A page in a browser must not be able to drive a proxy on the visitor's machine.
  if (request.headers['user-agent']?.startsWith('Mozilla/'))
    return { status: 403, text: 'User agent not allowed', headers: { 'content-type': 'text/plain' } }
  try {
    return await handle()
  } catch (error) {
    return answerOf(error)
  }
}

function answerOf(error: unknown): Answer {
  const status = error instanceof ApiError ? error.status : 500
  // The rest of a body that is too large is not read, so that nothing can follow it on this connection.
  const headers = status === 413 ? { connection: 'close' } : {}
  return { status, json: { error: messageOf(error), status }, headers }
}

const tooLarge = () => new ApiError(`request body larger than ${maxBodyBytes} bytes`, 413)

async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxDroppedBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxDroppedBytes) throw tooLarge()
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  if (bytes > maxBodyBytes) throw tooLarge()
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, json, text, headers }: Answer): void {
  const type = json === undefined ? {} : { 'content-type': 'application/json' }
  response.writeHead(status, { ...type, ...headers })
  response.end(json === undefined ? text : JSON.stringify(json))
}
