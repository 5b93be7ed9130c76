import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { Channels } from './channels.ts'
import type { RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import type { Registration } from './directory.ts'
import { log } from './log.ts'
import { type HttpAnswer, type HttpQuestion, PendingRequests } from './pending-requests.ts'
import { closeCodes, type ToHost, type ToRelay } from './wire.ts'

/** Forms of the relay that its tunnels must know. */
export type TunnelForm = Pick<
  RelayOptions,
  'forward' | 'pings' | 'tunnels' | 'channels' | 'pending' | 'requests' | 'leaves'
>

const ballastBytes = 100 * 1_024

/** Broken variants: by how much pings are further apart than declared. */
const pingFactors: Readonly<Record<string, number>> = { 'half-as-often': 2, 'twice-as-often': 0.5 }

/** One host's WebSocket to this relay, from its upgrade to its close. */
export class Tunnel {
  readonly hostId: string
  readonly registration: Registration
  readonly channels: Channels
  readonly #socket: WebSocket
  readonly #constants: RelayConstants
  readonly #requests: PendingRequests
  readonly #form: TunnelForm
  /** What a heavy one keeps. */
  readonly ballast: Buffer | undefined
  #pongDeadline: NodeJS.Timeout | undefined
  #onPong: (() => void)[] = []
  #missedPings = 0
  #pinger: NodeJS.Timeout | undefined

  constructor(hostId: string, socket: WebSocket, constants: RelayConstants, form: TunnelForm) {
    this.hostId = hostId
    const now = Date.now()
    this.registration = { id: randomUUID(), hostId, registeredAt: now, lastPongAt: now }
    this.#socket = socket
    this.#constants = constants
    this.#form = form
    this.ballast = form.tunnels === 'heavy' ? Buffer.alloc(ballastBytes, 1) : undefined
    this.#requests = new PendingRequests(
      (message) => this.send(message),
      constants.requestTimeoutMs,
      form.requests === 'in-order',
    )
    this.channels = new Channels((message) => this.send(message))
    socket.on('error', () => {}) // 'close' follows and says enough.
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Whether it came to serve its host, however it ended. */
  get started(): boolean {
    return this.#pinger !== undefined
  }

  /** Pings at once, since the first message tells the host that it is registered, then at every interval. */
  start(onPong: () => void): void {
    this.#socket.on('message', (data) => this.#receive(String(data), onPong))
    this.#ping()
    const factor = pingFactors[this.#form.pings] ?? 1
    this.#pinger = setInterval(() => this.#ping(), this.#constants.pingIntervalMs * factor)
  }

  async request(question: HttpQuestion): Promise<HttpAnswer> {
    for (let pongs = 0; this.#form.forward === 'asks-first' && pongs < 3; pongs++) {
      const pong = new Promise<void>((resolve) => this.#onPong.push(resolve))
      this.send({ type: 'ping' })
      await pong
    }
    return this.#requests.ask(question)
  }

  send(message: ToHost): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message))
  }

  /** Resolves when no request waits for the host (broken variant of a drain). */
  idle(): Promise<void> {
    return this.#requests.idle()
  }

  /** Fails every request that waits for the host, now. */
  rejectPending(reason: string): void {
    this.#requests.rejectAll(reason)
  }

  close(code: number, reason: string): void {
    this.#settle(reason)
    if (this.#form.pings === 'time-out-as-drain' && reason === 'ping timeout') code = closeCodes.drain
    this.#socket.close(code, reason)
  }

  onClose(listener: (code: number) => void): void {
    this.#socket.once('close', (code: number) => {
      this.#settle('tunnel closed')
      listener(code)
    })
  }

  #settle(reason: string): void {
    if (this.#form.leaves !== 'timer') clearInterval(this.#pinger)
    clearTimeout(this.#pongDeadline)
    if (this.#form.pending !== 'left') this.rejectPending(reason)
    if (this.#form.channels === 'closed') this.channels.closeAll()
  }

  #ping(): void {
    const patient = this.#form.pings !== 'never-time-out'
    if (this.#isSilent() && patient) {
      log('ping timeout', { hostId: this.hostId })
      this.close(closeCodes.goingAway, 'ping timeout')
      return
    }
    this.#missedPings++
    this.send({ type: 'ping' })
    if (this.#form.pings === 'impatient' && this.#pinger !== undefined)
      this.#pongDeadline ??= setTimeout(
        () => this.close(closeCodes.goingAway, 'ping timeout'),
        this.#constants.pongDeadlineMs,
      )
  }

  #isSilent(): boolean {
    const { missedPingsMax, pingIntervalMs } = this.#constants
    if (this.#form.pings === 'by-wall-clock')
      return Date.now() - this.registration.lastPongAt > missedPingsMax * pingIntervalMs
    return this.#missedPings >= missedPingsMax
  }

  #receive(text: string, onPong: () => void): void {
    const message = parse(text)
    switch (message?.type) {
      case 'pong':
        this.#missedPings = 0
        clearTimeout(this.#pongDeadline)
        this.#pongDeadline = undefined
        for (const resolve of this.#onPong.splice(0)) resolve()
        this.registration.lastPongAt = Date.now()
        onPong()
        break
      case 'http:response':
        this.#requests.answer(message)
        break
      case 'ws:frame':
      case 'ws:close':
        this.channels.receive(message)
        break
      default:
        log('message from host not understood', { hostId: this.hostId })
    }
  }
}

function parse(text: string): ToRelay | undefined {
  try {
    return JSON.parse(text) as ToRelay
  } catch {
    return undefined
  }
}
