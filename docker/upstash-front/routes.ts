import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson } from '../json.ts'
import { bodyLimitBytes, readBody } from '../relay/body.ts'
import { log, reasonOf } from '../relay/log.ts'
import { BadCommand, type Command, commandOf, commandOfPath, commandsOf } from './command.ts'
import { type Outcome, RedisAway, type RedisLine } from './redis.ts'
import { type Encoding, encodeReply } from './replies.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}

const methods = new Set(['HEAD', 'GET', 'POST', 'PUT'])

/** The REST protocol of Upstash (https://upstash.com/docs/redis/features/restapi) over one Redis. */
export function upstashRoutes(redis: RedisLine, token: string) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {}) // The client is gone.
    route(request, redis, token)
      .catch(failure)
      .then(({ status, body }) => answerJson(response, status, body))
      .catch((error: unknown) => log('request failed', { reason: reasonOf(error) }))
  }
}

async function route(request: IncomingMessage, redis: RedisLine, token: string): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://front')
  const body = await readBody(request)
  if (!methods.has(request.method ?? '')) return error(405, 'ERR method not allowed')
  if (!isToken(request, url, token)) return error(401, 'WRONGPASS invalid or missing auth token')
  if (!body) return error(400, `ERR max request size exceeded. Limit: ${bodyLimitBytes} bytes`)
  const batch = url.pathname === '/pipeline' || url.pathname === '/multi-exec'
  if (batch && request.method !== 'POST') return error(405, 'ERR method not allowed')
  const encoding = encodingOf(request)
  if (batch) {
    const outcomes = await redis.send(commandsOf(parsed(body)), { atomic: url.pathname === '/multi-exec' })
    return { status: 200, body: outcomes.map((outcome) => encoded(outcome, encoding)) }
  }
  const command: Command = url.pathname === '/' ? commandOf(parsed(body)) : commandOfPath(url, body)
  const [outcome] = await redis.send([command], { atomic: false })
  return { status: outcome && 'error' in outcome ? 400 : 200, body: encoded(outcome!, encoding) }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    throw new BadCommand('ERR failed to parse the JSON body')
  }
}

function isToken(request: IncomingMessage, url: URL, token: string): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const given = Buffer.from(bearer ?? url.searchParams.get('_token') ?? '')
  const right = Buffer.from(token)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** @throws BadCommand for the binary format, which the front does not speak. */
function encodingOf({ headers }: IncomingMessage): Encoding {
  const format = headers['upstash-response-format'] ?? 'json'
  if (format !== 'json') throw new BadCommand(`ERR response format ${format} is not available`)
  return headers['upstash-encoding'] === 'base64' ? 'base64' : 'text'
}

function encoded(outcome: Outcome, encoding: Encoding): unknown {
  return 'error' in outcome ? outcome : { result: encodeReply(outcome.result, encoding) }
}

function error(status: number, message: string): Answer {
  return { status, body: { error: message } }
}

/** A refused command and a discarded transaction are the client's business; the rest is that of the front. */
function failure(thrown: unknown): Answer {
  if (thrown instanceof RedisAway) return error(503, `ERR Redis cannot be reached: ${thrown.message}`)
  if (thrown instanceof BadCommand) return error(400, thrown.message)
  if (thrown instanceof URIError) return error(400, 'ERR the path is malformed')
  if (thrown instanceof Error && thrown.name === 'ReplyError') return error(400, thrown.message)
  log('request failed', { reason: reasonOf(thrown) })
  return error(500, 'ERR internal error')
}
