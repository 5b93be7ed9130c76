import type { connect, NetConnectOpts, Socket } from 'node:net'
import { type ConnectionOptions, TLSSocket } from 'node:tls'
import { type ClientOptions, WebSocket } from 'ws'
import type { RelayConstants } from '../relay/constants.ts'
import { relayIdHeader, type ToRelay } from '../relay/wire.ts'
import type { HostOptions } from './config.ts'
import { connectTo } from './connect.ts'
import type { HostAssignment, HostEvent } from './control.ts'
import { obey, type Speaker } from './obey.ts'
import { oneATurn } from './one-a-turn.ts'

export interface DialParts {
  readonly assignment: HostAssignment
  readonly constants: RelayConstants
  readonly options: HostOptions
  /** For an assignment to `wss://`. */
  readonly tls: ConnectionOptions
  emit(event: Pick<HostEvent, 'state'> & Partial<HostEvent>): void
  /** Called once, when somebody has accepted the connection. */
  onConnect(): void
  onOpen(): void
  /** Called once, when the relay has spoken on the tunnel. */
  onRegistered(): void
  onDrain(): void
  /** Called once, unless the host abandons the dial itself. */
  onEnd(end: DialEnd): void
}

export interface DialEnd {
  /** Close code; 1006 without a close frame. */
  readonly code: number
  /** For how long the relay had been speaking on the tunnel; 0 when it never did. */
  readonly registeredMs: number
  /** The host closed it, not the relay. */
  readonly byHost: boolean
  /** The host did not take the certificate that it was shown. */
  readonly badCertificate: boolean
}

const normalClosure = 1000

/** One attempt of a host to reach a relay and the tunnel that comes of it, until either ends. */
export class Dial {
  readonly #parts: DialParts
  readonly #socket: WebSocket
  readonly #connectTimer: NodeJS.Timeout
  readonly #speaker: Speaker
  #watchdogTimer: NodeJS.Timeout | undefined
  #upgraded = false
  #registeredAt: number | undefined
  #lastInboundAt = 0
  #answered = false
  #byHost = false
  #ended = false
  #error: string | undefined
  /** When the socket failed, ns; the library tells of it later. */
  #failedAt: number | undefined
  #badCertificate = false

  constructor(parts: DialParts) {
    this.#parts = parts
    const { assignment, constants } = parts
    this.#speaker = {
      host: assignment.id,
      send: (message) => this.#send(message),
      onDrain: (reason) => this.#onDrain(reason),
      onAnswered: () => this.#onAnswered(),
      onHeld: () => this.#parts.emit({ state: 'held' }),
      onAsked: (name) => this.#parts.emit({ state: 'asked', reason: name }),
      onPing: () => parts.options.tellsPings === 'yes' && parts.emit({ state: 'pinged' }),
    }
    this.#socket = new WebSocket(tunnelUrl(assignment), this.#clientOptions())
    this.#connectTimer = setTimeout(() => this.#timeOut(), constants.connectTimeoutMs)
    this.#socket.on('upgrade', (response) => {
      this.#upgraded = true
      parts.emit({ state: 'upgraded', relay: String(response.headers[relayIdHeader] ?? '') })
    })
    this.#socket.on('open', () => this.#open())
    this.#socket.on('message', (data) => this.#receive(String(data)))
    this.#socket.on('error', (error) => {
      this.#error ??= errorCode(error)
    })
    this.#socket.on('close', (code, reason) => this.#closed(code, String(reason)))
  }

  /** Leaves the socket at once, without waiting for anything from the other side. */
  abandon(reason: string): void {
    this.#byHost = true
    this.#end(1006, reason, { silent: true })
    this.#socket.terminate()
  }

  /** Closes in good order: says 1000, and ends when the relay has answered. */
  close(reason: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.abandon(reason)
      return
    }
    this.#byHost = true
    clearInterval(this.#watchdogTimer)
    this.#socket.close(normalClosure, reason)
  }

  /** Reads nothing more; the socket stays open. */
  deafen(): void {
    clearInterval(this.#watchdogTimer)
    this.#socket.pause()
  }

  /** Asks for a close and waits for the reply (broken variant), or ends the dial at once. */
  leave(reason: string): void {
    this.#byHost = true
    clearInterval(this.#watchdogTimer)
    if (this.#parts.options.close === 'waits-for-reply') {
      this.#socket.close(1000, reason)
    } else {
      this.#end(1006, reason)
      this.#socket.terminate()
    }
  }

  #clientOptions(): ClientOptions & { closeTimeout: number } {
    const { assignment, constants, options } = this.#parts
    return {
      perMessageDeflate: false,
      headers: isInQuery(assignment) ? {} : { authorization: `Bearer ${assignment.token}` },
      // After a close frame of the relay, its FIN may be lost as well.
      closeTimeout:
        options.close === 'waits-for-reply' ? constants.stuckSocketGraceMs : constants.drainTailMs,
      createConnection: ((target: NetConnectOpts & { host: string; port: number }) =>
        this.#connect(target.host, Number(target.port))) as unknown as typeof connect,
    }
  }

  /** The library hides errors of an open socket; they tell a reset from an orderly end. */
  #connect(host: string, port: number): Socket {
    const { assignment, tls } = this.#parts
    const socket = connectTo({ host, port }, isSecure(assignment) ? tls : undefined)
    socket.once('connect', () => {
      this.#parts.emit({ state: 'tcp' })
      this.#parts.onConnect()
    })
    socket.on('error', (error) => {
      this.#failedAt ??= Number(process.hrtime.bigint())
      this.#error ??= errorCode(error)
      this.#badCertificate ||= socket instanceof TLSSocket && Boolean(socket.authorizationError)
    })
    return socket
  }

  #timeOut(): void {
    this.#error = 'ETIMEDOUT'
    this.#end(1006, '')
    this.#socket.terminate()
  }

  #open(): void {
    clearTimeout(this.#connectTimer)
    this.#lastInboundAt = performance.now()
    this.#parts.onOpen()
    const { constants, options } = this.#parts
    if (options.watchdog === 'on')
      this.#watchdogTimer = setInterval(() => this.#watch(), constants.watchdogCheckMs)
  }

  #watch(): void {
    if (performance.now() - this.#lastInboundAt < this.#parts.constants.watchdogMs) return
    this.#parts.emit({ state: 'watchdog' })
    this.leave('nothing arrived')
  }

  #receive(text: string): void {
    if (this.#ended) return
    this.#lastInboundAt = performance.now()
    if (this.#registeredAt === undefined) {
      this.#registeredAt = this.#lastInboundAt
      this.#parts.emit({ state: 'registered' })
      this.#parts.onRegistered()
    }
    obey(text, this.#speaker)
  }

  #onDrain(reason: string | undefined): void {
    this.#parts.emit({ state: 'drain', ...(reason === undefined ? {} : { reason }) })
    oneATurn(() => this.#parts.onDrain())
  }

  #onAnswered(): void {
    if (this.#answered) return
    this.#answered = true
    this.#parts.emit({ state: 'answered' })
  }

  #send(message: ToRelay): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Only stamps the moment, as `#onDrain` does. */
  #closed(code: number, reason: string): void {
    this.#failedAt ??= Number(process.hrtime.bigint())
    oneATurn(() => this.#end(code, reason))
  }

  #end(code: number, reason: string, { silent = false } = {}): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#connectTimer)
    clearInterval(this.#watchdogTimer)
    const error = this.#error === undefined ? {} : { error: this.#error }
    const at = this.#failedAt === undefined ? {} : { at: this.#failedAt }
    if (this.#upgraded) this.#parts.emit({ state: 'closed', code, reason, ...error, ...at })
    else this.#parts.emit({ state: 'failed', error: reason || 'closed', ...error })
    const registeredMs = this.#registeredAt === undefined ? 0 : performance.now() - this.#registeredAt
    const [byHost, badCertificate] = [this.#byHost, this.#badCertificate]
    if (!silent) this.#parts.onEnd({ code, registeredMs, byHost, badCertificate })
  }
}

const isSecure = ({ url }: HostAssignment) => url.startsWith('wss:')

const isInQuery = ({ tokenIn, token }: HostAssignment) => tokenIn === 'query' || token === ''

function tunnelUrl({ url, id, token, tokenIn }: HostAssignment): string {
  const query = tokenIn === 'query' ? `&token=${encodeURIComponent(token)}` : ''
  return `${url}/tunnel?hostId=${encodeURIComponent(id)}${query}`
}

/** `ECONNRESET` and its like; `HTTP 401` for an upgrade that was refused; else the message. */
function errorCode(error: NodeJS.ErrnoException): string {
  const refused = /^Unexpected server response: (\d+)$/.exec(error.message)
  return error.code ?? (refused ? `HTTP ${refused[1]}` : error.message)
}
