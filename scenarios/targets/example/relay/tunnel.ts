import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { codes, parseMessage, type ToHost, type ToRelay } from '../protocol.ts'
import { constants } from './constants.ts'
import type { Entry } from './directory.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One host's WebSocket. */
export class Tunnel {
  readonly host: string
  readonly id = randomUUID()
  readonly #socket: WebSocket
  readonly #asked = new Map<number, (answer: Answer) => void>()
  #questions = 0
  #unanswered = 0
  #pinger: NodeJS.Timeout | undefined

  constructor(host: string, socket: WebSocket) {
    this.host = host
    this.#socket = socket
    socket.on('error', () => {}) // 'close' follows.
    socket.on('message', (data) => this.#receive(String(data)))
    this.onClose(() => {
      clearInterval(this.#pinger)
      this.failRequests('tunnel_closed')
    })
  }

  get entry(): Entry {
    return { host: this.host, tunnel: this.id }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  onClose(listener: (code: number) => void): void {
    this.#socket.once('close', listener)
  }

  /** Tells the host that it is registered, and pings it from now on. */
  welcome(relay: string, onPong: () => void): void {
    this.#socket.on('pong', () => {
      this.#unanswered = 0
      onPong()
    })
    this.send(['welcome', relay])
    this.#pinger = setInterval(() => this.#ping(), constants.pingMs)
  }

  send(message: ToHost): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message))
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** An answer of the host, or 502 when it cannot come any more. */
  ask(path: string): Promise<Answer> {
    const id = ++this.#questions
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, failure('host_silent')), constants.requestMs)
      this.#asked.set(id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      this.send(['ask', id, path])
    })
  }

  failRequests(reason: string): void {
    for (const id of [...this.#asked.keys()]) this.#settle(id, failure(reason))
  }

  #ping(): void {
    if (this.#unanswered++ < constants.missedPingsMax) this.#socket.ping()
    else this.close(codes.noPong, 'no pong')
  }

  #receive(text: string): void {
    const [kind, id, status, body] = parseMessage<ToRelay>(text) ?? []
    if (kind !== 'answer' || !Number.isInteger(status) || status! < 200 || status! > 599) return
    this.#settle(id!, { status: status!, body: String(body) })
  }

  #settle(id: number, answer: Answer): void {
    const resolve = this.#asked.get(id)
    this.#asked.delete(id)
    resolve?.(answer)
  }
}

function failure(error: string): Answer {
  return { status: 502, body: JSON.stringify({ error }) }
}
