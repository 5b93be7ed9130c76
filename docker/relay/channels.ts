import type { RawData, WebSocket } from 'ws'
import { closeCodes, type ToHost, type ToRelay } from './wire.ts'

type FromHost = Extract<ToRelay, { type: 'ws:frame' | 'ws:close' }>

/** The client WebSockets that run through one tunnel, each under its own id. */
export class Channels {
  readonly #send: (message: ToHost) => void
  readonly #clients = new Map<string, WebSocket>()
  #lastId = 0

  constructor(send: (message: ToHost) => void) {
    this.#send = send
  }

  /** @param query without the question mark and without the client's token. */
  open(client: WebSocket, path: string, query: string | undefined): void {
    const id = String(++this.#lastId)
    this.#clients.set(id, client)
    this.#send({ type: 'ws:open', id, path, ...(query === undefined ? {} : { query }) })
    client.on('message', (data, isBinary) => this.#send({ type: 'ws:frame', id, ...encode(data, isBinary) }))
    client.on('error', () => {}) // 'close' follows.
    client.once('close', (code: number) => {
      if (this.#clients.delete(id)) this.#send({ type: 'ws:close', id, code })
    })
  }

  receive(message: FromHost): void {
    const client = this.#clients.get(message.id)
    if (!client) return
    if (message.type === 'ws:frame') {
      client.send(message.encoding === 'base64' ? Buffer.from(message.data, 'base64') : message.data)
    } else {
      this.#clients.delete(message.id)
      client.close(sendable(message.code))
    }
  }

  /** The tunnel is gone: tells every client to come again. */
  closeAll(): void {
    for (const client of this.#clients.values()) client.close(closeCodes.goingAway, 'tunnel closed')
    this.#clients.clear()
  }
}

function encode(data: RawData, isBinary: boolean): { data: string; encoding?: 'base64' } {
  return isBinary ? { data: (data as Buffer).toString('base64'), encoding: 'base64' } : { data: String(data) }
}

/** Codes such as 1005 and 1006 only report; sending one is an error. */
function sendable(code: number | undefined): number {
  const valid =
    code !== undefined && ((code >= 3000 && code <= 4999) || [1000, 1001, 1008, 1011].includes(code))
  return valid ? code : 1000
}
