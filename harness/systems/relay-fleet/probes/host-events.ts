import { WebSocket } from 'ws'
import type {
  HostAssignment,
  HostEvent,
  HostsStalled,
  ToMockHost,
} from '../../../../docker/mock-host/control.ts'
import { HarnessError, type Journal, type MachineClock, messageOf, ownClock } from '../../../door.ts'
import { type HostStatus, nextStatus } from './host-state.ts'
import { type WaitOptions, WatchList } from './watch-list.ts'

export type { HostStatus } from './host-state.ts'

export interface HostEventsOptions {
  /** The mock-host's control port, as the harness reaches it. */
  readonly address: { readonly host: string; readonly port: number }
  readonly journal: Pick<Journal, 'append'>
  /** Ends the connection and every wait. */
  readonly signal?: AbortSignal
  /** Where the status of its hosts is kept; several processes may share one. Default: its own. */
  readonly state?: Map<string, HostStatus>
  /** Name in the journal of a host of this process, where it is not its id. */
  readonly nameOf?: (id: string) => string
  /** By which it stamps. Default: this machine's. */
  readonly clock?: MachineClock
}

/** The control port answers in milliseconds; the rest is for a machine under load. */
const CONNECT_TIMEOUT_MS = 5_000

/**
 * Connects to the control WebSocket of a mock-host process, which must be listening.
 * @throws HarnessError when it cannot be reached
 */
export async function connectHostEvents(options: HostEventsOptions): Promise<HostEvents> {
  options.signal?.throwIfAborted()
  const { host, port } = options.address
  const socket = new WebSocket(`ws://${host}:${port}`, {
    perMessageDeflate: false,
    handshakeTimeout: CONNECT_TIMEOUT_MS,
  })
  // Before it is open: the first events may come together with the handshake's answer.
  const events = new HostEvents(socket, options)
  await events.connected
  return events
}

/** Gives hosts to a mock-host process and records what they do. */
export class HostEvents implements AsyncDisposable {
  /** Status of every host of which an event came. */
  readonly state: ReadonlyMap<string, HostStatus>
  /** Never resolves; rejects with a HarnessError when the connection ends unasked or an event cannot be recorded. */
  readonly failed: Promise<never>
  /** Settles when the connection is open. */
  readonly connected: Promise<void>
  readonly #state: Map<string, HostStatus>
  readonly #socket: WebSocket
  readonly #options: HostEventsOptions
  readonly #clock: MachineClock
  readonly #name: string
  readonly #watchers = new WatchList()
  readonly #failure = Promise.withResolvers<never>()
  readonly #closed = Promise.withResolvers<void>()
  #settling: PromiseWithResolvers<void>[] = []
  #error: Error | undefined
  #leaving = false

  constructor(socket: WebSocket, options: HostEventsOptions) {
    const { address, signal } = options
    this.#state = options.state ?? new Map()
    this.state = this.#state
    this.#socket = socket
    this.#options = options
    this.#clock = options.clock ?? ownClock
    this.#name = `mock-host control ${address.host}:${address.port}`
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    this.connected = this.#listen()
    this.connected.catch(() => {})
    const abort = () => void this[Symbol.asyncDispose]()
    signal?.addEventListener('abort', abort, { once: true })
    void this.#closed.promise.then(() => signal?.removeEventListener('abort', abort))
  }

  /** Gives the mock-host more hosts to play. */
  add(hosts: readonly HostAssignment[]): void {
    this.#send({ type: 'add', hosts: [...hosts] })
  }

  /** Ends hosts for good, in good order or by breaking their tunnels off. */
  remove(ids: readonly string[], inOrder = false): void {
    this.#send({ type: 'remove', ids: [...ids], inOrder })
  }

  /** Breaks each host's next socket in the middle of its registration; the host dials again at once. */
  interrupt(ids: readonly string[]): void {
    this.#send({ type: 'interrupt', ids: [...ids] })
  }

  /** Lets each host open a second tunnel and break off the first one only `keepMs` after the second was registered. */
  openSecond(ids: readonly string[], keepMs: number): void {
    this.#send({ type: 'second', ids: [...ids], keepMs })
  }

  /**
   * Resolves as soon as the condition holds; looked at after each batch of events.
   * @throws HarnessError naming `what` when it does not within `timeoutMs`, or when the connection ends
   */
  waitFor(
    condition: (state: ReadonlyMap<string, HostStatus>) => boolean,
    options: WaitOptions,
  ): Promise<void> {
    return this.#watchers.until(() => condition(this.#state), { ...options, what: `hosts: ${options.what}` })
  }

  /** Resolves when everything that its hosts have done by now is in the journal. */
  settled(): Promise<void> {
    // First: where it cannot be sent nobody may be left waiting, whose rejection later would be nobody's.
    this.#send({ type: 'settle' })
    const waiting = Promise.withResolvers<void>()
    this.#settling.push(waiting)
    return waiting.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true
    this.#socket.terminate()
    await this.#closed.promise
  }

  #send(command: ToMockHost): void {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new HarnessError(`${this.#name}: not connected`)
    this.#socket.send(JSON.stringify(command))
  }

  #listen(): Promise<void> {
    const socket = this.#socket
    socket.on('message', (data) => this.#take(String(data)))
    socket.on('error', (error) => {
      this.#error = error
    })
    return new Promise((resolve, reject) => {
      socket.on('open', resolve)
      socket.on('close', (code) => {
        const why = this.#error ? messageOf(this.#error) : `closed with ${code}`
        const how = this.#leaving ? 'stopped' : `connection lost (${why})`
        const error = new HarnessError(`${this.#name}: ${how}; nothing more is known of its hosts`)
        reject(error)
        this.#fail(error)
        this.#closed.resolve()
      })
    })
  }

  #take(text: string): void {
    try {
      const events = JSON.parse(text) as (HostEvent | HostsStalled)[]
      if (events.length === 0) this.#settling.shift()?.resolve()
      for (const one of events) {
        if ('stalledMs' in one) {
          const at = this.#clock.fromMonotonic(one.at)
          this.#options.journal.append({ kind: 'stall', at, who: 'hosts', ms: one.stalledMs })
          continue
        }
        const { host, ...rest } = one
        const at = this.#clock.fromMonotonic(one.at)
        const event = { ...rest, at, host: this.#options.nameOf?.(host) ?? host }
        this.#options.journal.append({ kind: 'host', ...event })
        this.#state.set(event.host, nextStatus(this.#state.get(event.host), event))
      }
    } catch (error) {
      this.#fail(new HarnessError(`${this.#name}: an event could not be recorded: ${messageOf(error)}`))
    }
    this.#watchers.changed()
  }

  #fail(error: HarnessError): void {
    this.#watchers.fail(error)
    for (const waiting of this.#settling.splice(0)) waiting.reject(error)
    if (!this.#leaving) this.#failure.reject(error)
  }
}
