import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { answerJson } from '../relay/answers.ts'
import { bodyLimitBytes, readBody } from '../relay/body.ts'
import { log, reasonOf } from '../relay/log.ts'
import { type Delivery, deliveryOf } from './wire.ts'

/**
 * Reads a webhook and answers with the status that `take` gives: 400 malformed · 413 too large · 503 could not be taken.
 * `GET /health` answers 200.
 */
export function hookRoute(take: (delivery: Delivery) => Promise<number>): RequestListener {
  return (request, response) => {
    if (request.method === 'GET') return answerJson(response, 200, { ok: true })
    answer(request, response, take).catch((error: unknown) => {
      log('not taken', { reason: reasonOf(error) })
      answerJson(response, 503, { error: 'not taken' })
    })
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  take: (delivery: Delivery) => Promise<number>,
): Promise<void> {
  const body = await readBody(request)
  if (!body) return answerJson(response, 413, { error: `body larger than ${bodyLimitBytes} bytes` })
  const delivery = deliveryOf(request.headers, body)
  if (!delivery) return answerJson(response, 400, { error: 'the headers name no delivery' })
  answerJson(response, await take(delivery), { delivery: delivery.id })
}
