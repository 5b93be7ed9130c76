import { HarnessError } from '../errors.ts'
import { isAccepting } from './accepting.ts'
import type { Driver, Ending, Incarnation } from './driver.ts'
import type { LogBook } from './log-book.ts'
import type { Limit } from './machine/cgroups/limits.ts'
import { clockFolder, mustHaveSettableClock, setClock } from './machine/settable-clock.ts'
import { type MachineClock, ownClock } from './machine-clock.ts'
import type { Resolver } from './names/resolver.ts'
import type {
  Address,
  ExecResult,
  Exit,
  LogLine,
  RuntimeOptions,
  Service,
  ServiceSpec,
  SocketTable,
  Squeeze,
  Started,
  StopOptions,
} from './runtime.ts'
import { type ServiceMoment, waitStart } from './startup.ts'
import { abortable, withDeadline } from './wait.ts'

/** Default of `ServiceSpec.killTimeoutMs`: what platforms grant before they kill. */
const KILL_TIMEOUT_MS = 10_000

/** After SIGKILL only a process stuck in the kernel stays. */
const DEATH_MS = 10_000

/** The life of one service, the same on every runtime; the driver does what differs. */
export class ManagedService implements Service {
  readonly name: string
  readonly spec: ServiceSpec
  readonly #driver: Driver
  readonly #book: LogBook
  readonly #options: RuntimeOptions
  #number = 0
  #incarnation: Incarnation | undefined
  #launching: Promise<unknown> = Promise.resolve()
  #sending: Promise<unknown> = Promise.resolve()
  #running = false
  #forced = false
  #disposed = false
  #exited: Promise<Exit> | undefined
  #started: Started | undefined

  constructor(spec: ServiceSpec, driver: Driver, book: LogBook, options: RuntimeOptions) {
    this.name = spec.name
    this.spec = spec
    this.#driver = driver
    this.#book = book
    this.#options = options
    // An execution of the same name may have left another time.
    if (spec.settableClock) setClock(clockFolder(options, spec.name), 0)
  }

  get started(): Started {
    if (!this.#started) throw new HarnessError(`${this.name} has not started`)
    return this.#started
  }

  get exited(): Promise<Exit> {
    if (!this.#exited) throw new HarnessError(`${this.name} has not started`)
    return this.#exited
  }

  get running(): boolean {
    return this.#running
  }

  /**
   * Starts the next incarnation and waits until it is ready and accepts connections.
   * @throws HarnessError when it ends before, or is not ready in time; it is killed then. Once it was disposed, at once:
   * nothing starts after its execution is over.
   */
  async begin(env: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Started> {
    this.#refuseDisposed('started')
    const abort = AbortSignal.any([this.#options.signal, signal].filter((one) => one !== undefined))
    abort.throwIfAborted()
    const incarnation = await abortable(this.#launch(env), abort)
    try {
      return await this.#untilReady(incarnation, abort)
    } catch (error) {
      await this.#sendKill()
      await this.exited
      throw error
    }
  }

  async signal(signal: NodeJS.Signals): Promise<number> {
    const sent = await this.#send(signal)
    if (sent === undefined) throw new HarnessError(`${this.name} is not running: ${signal} was not sent`)
    return sent
  }

  async stop(options: StopOptions = {}): Promise<Exit> {
    if (!this.#running) return this.exited
    const limit = options.killTimeoutMs ?? this.spec.killTimeoutMs ?? KILL_TIMEOUT_MS
    const overdue = setTimeout(() => {
      this.#forced = this.#running
      this.#sendKill().catch(() => {})
    }, limit)
    try {
      await this.#send(options.signal ?? this.spec.stopSignal ?? 'SIGTERM')
      return await this.#untilDead(limit + DEATH_MS)
    } finally {
      clearTimeout(overdue)
    }
  }

  async kill(): Promise<Exit> {
    await this.#sendKill()
    // Not given up with the execution: a fault that is healed by a kill is healed after that, too.
    return this.#death(DEATH_MS)
  }

  async restart(
    options: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
  ): Promise<Started> {
    if (this.#running) throw new HarnessError(`${this.name} is still running: stop it before its restart`)
    return this.begin(options.env, options.signal)
  }

  async pause(): Promise<void> {
    await this.#alive('paused').freeze()
    this.#note({ state: 'paused' })
  }

  async resume(): Promise<void> {
    await this.#alive('resumed').thaw()
    this.#note({ state: 'resumed' })
  }

  frozen(): Promise<boolean> {
    return this.#alive('asked whether it is frozen').frozen()
  }

  setClock(offsetMs: number): void {
    mustHaveSettableClock(this.spec)
    setClock(clockFolder(this.#options, this.name), offsetMs)
  }

  get clock(): MachineClock {
    return this.#driver.clock ?? ownClock
  }

  get resolver(): Resolver | undefined {
    return this.#driver.resolver
  }

  get reached(): Address | undefined {
    const port = this.spec.acceptPort ?? Object.keys(this.spec.ports)[0]
    const address = port === undefined ? undefined : this.spec.ports[port]
    return address && this.#driver.reach(address)
  }

  async accepts(): Promise<boolean> {
    const { reached } = this
    return reached !== undefined && isAccepting(reached, this.#driver.holdMs)
  }

  logs(): readonly LogLine[] {
    return this.#book.lines
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.#book.onLine(listener)
  }

  sockets(): Promise<SocketTable> {
    return this.#alive('asked for its sockets').sockets()
  }

  memory(): Promise<number> {
    return this.#alive('weighed').memory()
  }

  squeeze(limit: Limit): Promise<Squeeze> {
    return this.#alive('squeezed').squeeze(limit)
  }

  exec(argv: readonly string[]): Promise<ExecResult> {
    return this.#alive('given a command').exec(argv)
  }

  /** Ends the service at once and removes it; nothing of it is left afterwards, and it never starts again. */
  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#launching.catch(() => {})
    await this.#driver.discard()
    if (this.#running) await this.#death(DEATH_MS)
    this.#book.close()
  }

  async #launch(env: Readonly<Record<string, string>>): Promise<Incarnation> {
    this.#number++
    this.#forced = false
    this.#book.begin()
    const { env: always, firstEnv } = this.spec
    const own = { ...always, ...(this.#number === 1 && firstEnv), ...env }
    const launching = this.#driver.launch(own, (stream, chunk) => this.#book.write(stream, chunk))
    this.#launching = launching.then((incarnation) => this.#adopt(incarnation))
    await this.#launching
    return launching
  }

  /** From here on the incarnation is ours to end, whether or not anybody still waits for it. */
  #adopt(incarnation: Incarnation): void {
    const number = this.#number
    this.#incarnation = incarnation
    this.#running = true
    const { node } = this.#driver
    this.#note({
      ...{ state: 'spawned', at: incarnation.spawnedAt },
      ...(!incarnation.elsewhere && { pid: incarnation.pid }),
      ...(node !== undefined && { node }),
    })
    this.#exited = incarnation.ended.then(
      (ending) => this.#end(ending, number),
      (error: unknown) => {
        this.#running = false
        // Nobody may be waiting for its end, which will not be known.
        if (!this.#disposed) this.#options.trouble?.(error)
        throw error
      },
    )
    this.#exited.catch(() => {})
  }

  async #end(ending: Ending, number: number): Promise<Exit> {
    this.#running = false
    this.#book.end()
    // The journal tells the signal before the end that it brought.
    await this.#sending.catch(() => {})
    const exit: Exit = { ...ending, forced: this.#forced }
    this.#note({ state: 'exited', incarnation: number, ...exit })
    return exit
  }

  async #untilReady(incarnation: Incarnation, abort: AbortSignal): Promise<Started> {
    const moments = await waitStart({
      spec: this.spec,
      driver: this.#driver,
      book: this.#book,
      exited: this.exited,
      abort,
      note: (event) => this.#note(event),
    })
    const { pid, spawnedAt } = incarnation
    this.#started = { incarnation: this.#number, pid, spawnedAt, ...moments }
    return this.#started
  }

  /** Moment the signal was sent, or undefined when the service had ended. */
  async #send(signal: NodeJS.Signals): Promise<number | undefined> {
    if (!this.#running || !this.#incarnation) return undefined
    const sending = this.#incarnation.signal(signal)
    this.#sending = sending
    const sent = await sending
    if (sent) this.#note({ state: 'signalled', signal, ...sent })
    return sent?.at
  }

  async #sendKill(): Promise<void> {
    await this.#send('SIGKILL')
  }

  #untilDead(ms: number): Promise<Exit> {
    return abortable(this.#death(ms), this.#options.signal)
  }

  #death(ms: number): Promise<Exit> {
    const late = () => new HarnessError(`${this.name} did not end within ${ms} ms, SIGKILL included`)
    return withDeadline(this.exited, ms, late)
  }

  #refuseDisposed(verb: string): void {
    if (this.#disposed)
      throw new HarnessError(
        `${this.name} cannot be ${verb}: its execution is over, and it has been taken down`,
      )
  }

  #alive(verb: string): Incarnation {
    this.#refuseDisposed(verb)
    if (!this.#running || !this.#incarnation)
      throw new HarnessError(`${this.name} is not running: it cannot be ${verb}`)
    return this.#incarnation
  }

  #note(event: ServiceMoment & { incarnation?: number }): void {
    this.#options.journal.append({
      kind: 'service',
      service: this.name,
      incarnation: this.#number,
      ...event,
    })
  }
}
