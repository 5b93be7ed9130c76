import { WebSocket } from 'ws'
import { parseMessage, relayNameHeader, type ToHost } from '../protocol.ts'
import { answerTo } from './answer.ts'

/** A relay from which nothing came for so long is given up; looked at so often. The relay pings every second. */
const silenceMs = 3_000
const lookMs = 250
const connectMs = 2_000

/** How a dial ended. */
export interface End {
  /** Close code; undefined when the tunnel was never open. */
  readonly code: number | undefined
  readonly welcomedMs: number
}

export interface DialParts {
  readonly url: string
  readonly token: string
  readonly name: string
  /** Position among the host's dials, from 1. */
  readonly number: number
  say(text: string): void
  onLeaving(): void
  /** Called once, unless the host itself abandons the dial. */
  onEnd(end: End): void
}

/** One dial and the tunnel that comes of it. */
export class Dial {
  readonly #parts: DialParts
  readonly #socket: WebSocket
  #heardAt = 0
  #welcomedAt: number | undefined
  #answered = false
  #opened = false
  #ended = false
  #error: string | undefined
  #look: NodeJS.Timeout | undefined

  constructor(parts: DialParts) {
    this.#parts = parts
    this.#socket = new WebSocket(`${parts.url}/v1/tunnel`, {
      headers: { authorization: `Bearer ${parts.token}` },
      perMessageDeflate: false,
      handshakeTimeout: connectMs,
    })
    this.#socket.on('upgrade', ({ headers, socket }) => {
      this.#opened = true
      // The library keeps errors of an open socket to itself.
      socket.on('error', (error) => this.#note(error))
      this.#say(`socket open to ${headers[relayNameHeader]}`)
    })
    this.#socket.on('open', () => {
      this.#heard()
      this.#look = setInterval(() => this.#watch(), lookMs)
    })
    this.#socket.on('ping', () => this.#heard())
    this.#socket.on('message', (data) => this.#receive(String(data)))
    this.#socket.on('error', (error) => this.#note(error))
    this.#socket.on('close', (code, reason) => this.#end(code, String(reason)))
  }

  /** Leaves the tunnel at once, without waiting for the relay, and tells nobody. */
  abandon(reason: string): void {
    this.#end(1006, reason, true)
    this.#socket.terminate()
  }

  #say(text: string): void {
    this.#parts.say(`${text} (dial ${this.#parts.number})`)
  }

  #note(error: NodeJS.ErrnoException): void {
    this.#error ??= causeOf(error)
  }

  #heard(): void {
    this.#heardAt = performance.now()
  }

  #watch(): void {
    const silentMs = performance.now() - this.#heardAt
    if (silentMs < silenceMs) return
    this.#say(`silent for ${Math.round(silentMs)} ms, giving the tunnel up`)
    this.#end(1006, 'silent')
    this.#socket.terminate()
  }

  #receive(text: string): void {
    if (this.#ended) return
    this.#heard()
    const message = parseMessage<ToHost>(text)
    if (message?.[0] === 'welcome') {
      this.#welcomedAt = performance.now()
      this.#say(`welcomed by ${message[1]}`)
    } else if (message?.[0] === 'leaving') {
      this.#say(`relay is leaving: ${message[1]}`)
      this.#parts.onLeaving()
    } else if (message?.[0] === 'ask') {
      void this.#answer(message[1], message[2])
    }
  }

  async #answer(id: number, path: string): Promise<void> {
    if (path.startsWith('/wait')) this.#say(`is asked for ${path}`)
    const { status, body } = await answerTo(path, this.#parts.name)
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#socket.send(JSON.stringify(['answer', id, status, body]))
    if (!this.#answered) this.#say('answered its first request')
    this.#answered = true
  }

  #end(code: number, reason: string, abandoned = false): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#look)
    const { say, number, onEnd } = this.#parts
    const after = this.#error === undefined ? '' : ` after ${this.#error}`
    if (this.#opened) this.#say(`tunnel ended with code ${code} ${JSON.stringify(reason)}${after}`)
    else say(`dial ${number} failed: ${this.#error ?? (reason || 'closed')}`)
    const welcomedMs = this.#welcomedAt === undefined ? 0 : performance.now() - this.#welcomedAt
    if (!abandoned) onEnd({ code: this.#opened ? code : undefined, welcomedMs })
  }
}

/** `ECONNRESET` and its like, or `HTTP 401` for an upgrade that was refused. */
function causeOf(error: NodeJS.ErrnoException): string {
  if (error.code !== undefined) return error.code
  const [, status] = /^Unexpected server response: (\d+)$/.exec(error.message) ?? []
  if (status !== undefined) return `HTTP ${status}`
  return error.message.includes('timed out') ? 'ETIMEDOUT' : error.message
}
