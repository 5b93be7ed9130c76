import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { answerUpgrade } from '../relay/answers.ts'
import { log, reasonOf } from '../relay/log.ts'
import { edgePathHeader } from '../relay/wire.ts'
import { type AnswerHead, headerOf, readAnswerHead, withHeader } from './answer-head.ts'
import { bridge } from './bridge.ts'
import type { RelayRoute } from './config.ts'
import { type Answer, exchange, statusOfError } from './exchange.ts'
import { regionOf } from './http-forward.ts'
import type { Router } from './router.ts'

interface UpgradeAnswer extends Answer {
  readonly socket: Socket
  readonly head: AnswerHead
}

/** Passes upgrade requests on to relays as raw bytes. */
export function upgradeForwarder(router: Router) {
  return (request: IncomingMessage, client: Socket, early: Buffer): void => {
    client.on('error', () => {}) // Before the bridge stands there is nobody to tell.
    forward(request, client, early, router).catch((error: unknown) => {
      log('upgrade failed', { reason: reasonOf(error) })
      client.destroy()
    })
  }
}

async function forward(
  request: IncomingMessage,
  client: Socket,
  early: Buffer,
  router: Router,
): Promise<void> {
  const head = Buffer.concat([Buffer.from(headOf(request), 'latin1'), early])
  const outcome = await exchange(router, regionOf(request), (relay) => send(relay, head))
  const path = outcome.path.join('>')
  if ('error' in outcome) {
    const headers = { [edgePathHeader]: path, 'edge-error': outcome.error }
    return answerUpgrade(client, statusOfError[outcome.error], headers)
  }
  const { socket, head: answer } = outcome.answer
  if (client.destroyed) return void socket.destroy()
  client.write(withHeader(answer, edgePathHeader, path), 'latin1')
  client.write(answer.rest)
  bridge(client, socket)
}

async function send({ host, port }: RelayRoute, head: Buffer): Promise<UpgradeAnswer | undefined> {
  const socket = connect({ host, port, noDelay: true, allowHalfOpen: true })
  socket.on('error', () => {}) // 'close' follows, which ends the reading of the head.
  socket.write(head)
  const answer = await readAnswerHead(socket)
  if (!answer) {
    socket.destroy()
    return undefined
  }
  return {
    socket,
    head: answer,
    status: answer.status,
    header: (name) => headerOf(answer, name),
    discard: () => socket.destroy(),
  }
}

/** The request as it came, down to the case of its headers. */
function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const headers = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  return `${method} ${url} HTTP/1.1\r\n${headers.join('')}\r\n`
}
