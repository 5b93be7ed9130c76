import type { ConnectionOptions } from 'node:tls'
import type { RelayConstants } from '../relay/constants.ts'
import { log } from '../relay/log.ts'
import { closeCodes } from '../relay/wire.ts'
import { Backoff, type Delay } from './backoff.ts'
import type { HostOptions } from './config.ts'
import type { HostAssignment } from './control.ts'
import { Dial, type DialEnd } from './dial.ts'
import type { EventStream } from './event-stream.ts'

export interface HostParts {
  readonly constants: RelayConstants
  readonly options: HostOptions
  /** Whom a relay that speaks TLS has to be vouched for by. */
  readonly tls: ConnectionOptions
  readonly events: EventStream
  /** Numbers in [0, 1) for the jitter of this host. */
  readonly random: () => number
  /** Dials that it has begun in a former life. */
  readonly dialled?: number
}

/** One host: keeps a tunnel to a relay and decides when to dial again. */
export class Host {
  readonly #assignment: HostAssignment
  readonly #parts: HostParts
  readonly #backoff: Backoff
  #dial: Dial | undefined
  #dials: number
  #redial: NodeJS.Timeout | undefined
  #stopped = false
  #onFirstDialOver: (() => void) | undefined
  /** Ends a first tunnel that is kept beside the second until that is registered. */
  #endFirst: (() => void) | undefined

  constructor(assignment: HostAssignment, parts: HostParts) {
    this.#assignment = assignment
    this.#parts = parts
    this.#dials = parts.dialled ?? 0
    const random = parts.options.hostJitter === 'none' ? () => 1 : parts.random
    this.#backoff = new Backoff(parts.constants, random)
  }

  /** Dials that it has begun. */
  get dials(): number {
    return this.#dials
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** @param onFirstDialOver called once, when the first dial was upgraded or has ended. */
  start(onFirstDialOver: () => void): void {
    this.#onFirstDialOver = onFirstDialOver
    this.#startDial(0)
  }

  /** Ends the host for good. @param inOrder closes its tunnel in place of breaking it off */
  stop(inOrder = false): void {
    this.#stopped = true
    clearTimeout(this.#redial)
    if (inOrder) this.#dial?.close('host removed')
    else this.#dial?.abandon('host removed')
    this.#endFirst?.()
    this.#firstDialOver()
  }

  /** Leaves its tunnel and dials; breaks the new socket as soon as it is open, and dials again at once. */
  interruptRegistration(): void {
    clearTimeout(this.#redial)
    this.#startDial(0, () => this.#startDial(0))
  }

  /**
   * Opens a second tunnel. The first reads nothing more, a close frame included, and is broken off `keepMs` after the second was
   * registered.
   */
  openSecondTunnel(keepMs: number): void {
    const first = this.#dial
    clearTimeout(this.#redial)
    this.#dial = undefined
    // Not from now on: on a busy machine a registration may take longer than that, and the first would not close late.
    this.#endFirst = () => {
      this.#endFirst = undefined
      setTimeout(() => first?.abandon('closed late'), keepMs)
    }
    this.#startDial(0)
    first?.deafen()
  }

  #firstDialOver(): void {
    const over = this.#onFirstDialOver
    this.#onFirstDialOver = undefined
    over?.()
  }

  /** @param onOpen called when this dial has opened its tunnel and nothing else has happened to it. */
  #startDial(attempt: number, onOpen?: () => void): void {
    if (this.#stopped) return
    this.#redial = undefined
    this.#dial?.abandon('abandoned for a new tunnel')
    const number = ++this.#dials
    const { events, constants, options, tls } = this.#parts
    const { id } = this.#assignment
    events.emit({ host: id, state: 'attempt', dial: number, attempt })
    const dial = new Dial({
      assignment: this.#assignment,
      constants,
      options,
      tls,
      emit: (event) => events.emit({ host: id, dial: number, ...event }),
      onConnect: () => options.backoffReset === 'on-connect' && this.#backoff.reset(),
      onOpen: () => {
        this.#firstDialOver()
        if (options.backoffReset === 'on-open') this.#backoff.reset()
        // Once the dial itself is done with opening.
        if (onOpen) setImmediate(() => this.#dial === dial && onOpen())
      },
      onRegistered: () => this.#endFirst?.(),
      onDrain: () => this.#onDrain(),
      onEnd: (end) => {
        // A first tunnel that a second one has taken over from decides nothing any more.
        if (this.#dial === dial) this.#onEnd(end)
      },
    })
    this.#dial = dial
  }

  /** The relay is about to go: dial again soon, and use the old tunnel until then. */
  #onDrain(): void {
    if (this.#parts.options.drainNotice === 'ignored') return
    this.#backoff.reset()
    if (this.#parts.options.close === 'waits-for-reply') this.#dial?.leave('draining')
    else this.#schedule(this.#backoff.next())
  }

  #onEnd(end: DialEnd): void {
    this.#dial = undefined
    this.#firstDialOver()
    if (this.#stopped || this.#redial !== undefined) return
    if (end.badCertificate && this.#parts.options.badCertificate === 'gives-up') return
    if (end.code === closeCodes.replaced && !end.byHost) {
      this.#onReplaced()
    } else {
      if (this.#resets(end)) this.#backoff.reset()
      this.#schedule(this.#backoff.next())
    }
  }

  /** Another host uses the same id; coming back quickly would make the two evict each other forever. */
  #onReplaced(): void {
    const { options } = this.#parts
    log('replaced by another tunnel of the same host id', { host: this.#assignment.id })
    if (options.replaced === 'gives-up') return
    if (options.replaced === 'reconnects') this.#backoff.reset()
    this.#schedule(options.replaced === 'ceiling' ? this.#backoff.atCeiling() : this.#backoff.next())
  }

  #resets({ code, registeredMs }: DialEnd): boolean {
    const { constants, options } = this.#parts
    if (code === closeCodes.drain) return true
    if (code === closeCodes.goingAway && options.resetOn1001 === 'on') return true
    return options.backoffReset === 'stable' && registeredMs >= constants.backoffCeilingMs
  }

  #schedule({ delayMs, attempt }: Delay): void {
    if (this.#redial !== undefined) return
    this.#parts.events.emit({
      host: this.#assignment.id,
      state: 'scheduled',
      dial: this.#dials + 1,
      delayMs,
      attempt,
    })
    this.#dialAt(performance.now() + delayMs, attempt)
  }

  /** Never before `due`: a timer counts from the start of the event loop's turn, and fires early after a long turn. */
  #dialAt(due: number, attempt: number): void {
    const leftMs = due - performance.now()
    if (leftMs <= 0) this.#startDial(attempt)
    else this.#redial = setTimeout(() => this.#dialAt(due, attempt), Math.ceil(leftMs))
  }
}
