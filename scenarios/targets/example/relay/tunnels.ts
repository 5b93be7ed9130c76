import { setTimeout as sleep } from 'node:timers/promises'
import { codes } from '../protocol.ts'
import { constants } from './constants.ts'
import type { Directory } from './directory.ts'
import { Heartbeats } from './heartbeats.ts'
import { log, reasonOf } from './log.ts'
import type { Tunnel } from './tunnel.ts'

type Refusal = readonly [code: number, reason: string]

/** The tunnels of this relay and what the directory is told of them. */
export class Tunnels {
  /** Upgraded and not yet closed, registered or not. */
  readonly open = new Set<Tunnel>()
  readonly #relay: string
  readonly #directory: Directory
  readonly #heartbeats: Heartbeats
  readonly #serving = new Map<string, Tunnel>()
  /** The newest of each host, and when nothing more is written for it. */
  readonly #newest = new Map<string, { readonly tunnel: Tunnel; readonly written: Promise<unknown> }>()
  readonly #underWay = new Set<Promise<unknown>>()
  #leaving = false
  #leftOver: string | undefined

  /** @param relay `machine/region`. */
  constructor(relay: string, directory: Directory) {
    this.#relay = relay
    this.#directory = directory
    this.#heartbeats = new Heartbeats(
      directory,
      (tunnel) => !this.#leaving && this.of(tunnel.host) === tunnel,
    )
  }

  get leaving(): boolean {
    return this.#leaving
  }

  /** Why the directory may still name this relay after it left. */
  get leftOver(): string | undefined {
    return this.#leftOver
  }

  of(host: string): Tunnel | undefined {
    const tunnel = this.#serving.get(host)
    return tunnel?.isOpen ? tunnel : undefined
  }

  /** Takes in an upgraded tunnel: it serves once it is in the directory. */
  arrive(tunnel: Tunnel): void {
    this.open.add(tunnel)
    tunnel.onClose((code) => this.#gone(tunnel, code))
    // Over HTTP two writes may overtake each other: one at a time for each host.
    const written = (this.#newest.get(tunnel.host)?.written ?? Promise.resolve()).then(() =>
      this.#write(tunnel),
    )
    this.#newest.set(tunnel.host, { tunnel, written })
    this.#await(written.then((refusal) => this.#serve(tunnel, refusal)))
  }

  /**
   * Refuses every tunnel from now on, asks the hosts to leave and fails what they have not answered. Settles when the entries may be
   * cleared.
   */
  leave(reason: string): Promise<void> {
    this.#leaving = true
    for (const tunnel of this.open) {
      tunnel.failRequests('relay_leaving')
      tunnel.send(['leaving', reason])
    }
    return this.#heartbeats.done
  }

  /** Takes every tunnel that still serves out of the directory, all together; how many entries there were. */
  async clear(): Promise<number> {
    const entries = [...this.#serving.values()].map(({ entry }) => entry)
    this.#serving.clear()
    if (entries.length === 0) return 0
    try {
      return await this.#directory.remove(entries)
    } catch (error) {
      this.#leftOver = reasonOf(error)
      return 0
    }
  }

  /** Settles when no call to the directory is under way on behalf of a tunnel. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #serve(tunnel: Tunnel, refusal: Refusal | undefined): void {
    if (refusal) {
      const [code, reason] = refusal
      log('warn', 'tunnel_refused', { host: tunnel.host, code, reason })
      tunnel.close(code, reason)
      this.#remove(tunnel)
      return
    }
    const previous = this.#serving.get(tunnel.host)
    this.#serving.set(tunnel.host, tunnel)
    previous?.close(codes.replaced, 'replaced by a newer tunnel')
    log('info', 'tunnel_up', { host: tunnel.host, tunnel: tunnel.id })
    tunnel.welcome(this.#relay, () => this.#heartbeats.add(tunnel))
  }

  async #write(tunnel: Tunnel): Promise<Refusal | undefined> {
    for (let attempt = 0; attempt < constants.registerAttempts; attempt++) {
      if (attempt > 0) await sleep(constants.registerPauseMs)
      const overtaken = this.#refusal(tunnel)
      if (overtaken) return overtaken
      const failure = await this.#directory.register(tunnel.entry).then(() => undefined, reasonOf)
      const refusal = this.#refusal(tunnel)
      if (refusal || failure === undefined) return refusal
      log('warn', 'directory_failed', { call: 'register', host: tunnel.host, reason: failure })
    }
    return [codes.directoryFailed, 'directory write failed']
  }

  /** Looked at after every wait: whether the world has moved on. */
  #refusal(tunnel: Tunnel): Refusal | undefined {
    if (this.#leaving) return [codes.leaving, 'relay is leaving']
    if (!tunnel.isOpen) return [1000, 'closed meanwhile']
    if (this.#newest.get(tunnel.host)?.tunnel !== tunnel)
      return [codes.replaced, 'replaced by a newer tunnel']
    return undefined
  }

  #gone(tunnel: Tunnel, code: number): void {
    this.open.delete(tunnel)
    log('info', 'tunnel_down', { host: tunnel.host, tunnel: tunnel.id, code })
    const newest = this.#newest.get(tunnel.host)
    if (newest?.tunnel === tunnel)
      void newest.written.then(() => {
        if (this.#newest.get(tunnel.host) === newest) this.#newest.delete(tunnel.host)
      })
    if (this.#serving.get(tunnel.host) !== tunnel) return
    this.#serving.delete(tunnel.host)
    this.#remove(tunnel)
  }

  #remove({ host, entry }: Tunnel): void {
    const removed = this.#heartbeats.done
      .then(() => this.#directory.remove([entry]))
      .catch((error: unknown) => {
        if (this.#leaving) this.#leftOver = reasonOf(error)
        log('warn', 'directory_failed', { call: 'remove', host, reason: reasonOf(error) })
      })
    this.#await(removed)
  }

  #await(work: Promise<unknown>): void {
    this.#underWay.add(work)
    void work.finally(() => this.#underWay.delete(work))
  }
}
