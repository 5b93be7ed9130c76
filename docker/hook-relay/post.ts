import { request } from 'node:http'
import { request as requestByTls } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import type { HookRelayConfig } from './config.ts'
import { misread } from './misread.ts'
import { resolveTarget } from './names.ts'
import { type Delivery, headersOf } from './wire.ts'

/** How one attempt ended: an answer, or why there was none (errno, `i/o timeout`, `closed without an answer`). */
export type Outcome = { readonly status: number } | { readonly error: string }

/** Where deliveries go, and whom a target that speaks TLS has to be vouched for by. */
export interface Destination {
  readonly target: URL
  readonly tls: ConnectionOptions
  /** Default: the current version. */
  readonly options?: Pick<HookRelayConfig['options'], 'statuses'>
}

/** Sends a delivery over a new connection and waits for the answer's head, at most `timeoutMs` altogether. Never rejects. */
export async function post(to: Destination, delivery: Delivery, timeoutMs: number): Promise<Outcome> {
  const outcome = await send(to, delivery, timeoutMs)
  return 'error' in outcome ? outcome : { status: misread(outcome.status, to.options?.statuses) }
}

function send({ target, tls }: Destination, delivery: Delivery, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const { body } = delivery
    const sent = (target.protocol === 'https:' ? requestByTls : request)(target, {
      ...tls,
      method: 'POST',
      agent: false,
      lookup: resolveTarget,
      headers: {
        ...headersOf(delivery),
        'content-length': body.length,
        connection: 'close',
      },
    })
    const settle = (outcome: Outcome) => {
      clearTimeout(deadline)
      resolve(outcome)
      sent.destroy()
    }
    const deadline = setTimeout(() => settle({ error: 'i/o timeout' }), timeoutMs)
    sent.on('response', (answer) => settle({ status: answer.statusCode ?? 0 }))
    sent.on('error', (error: NodeJS.ErrnoException) => settle({ error: wordOf(error) }))
    sent.end(body)
  })
}

/** Node reports a connection that ended in order and without an answer as ECONNRESET, too. */
function wordOf({ code, message }: NodeJS.ErrnoException): string {
  return message === 'socket hang up' ? 'closed without an answer' : (code ?? message)
}
