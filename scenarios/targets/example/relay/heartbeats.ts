import { setTimeout as sleep } from 'node:timers/promises'
import { constants } from './constants.ts'
import type { Directory } from './directory.ts'
import { log, reasonOf } from './log.ts'
import type { Tunnel } from './tunnel.ts'

/** Prolongs the entries of tunnels that ponged, many in one call and one call at a time. */
export class Heartbeats {
  readonly #directory: Directory
  readonly #isServing: (tunnel: Tunnel) => boolean
  #ponged: Tunnel[] = []
  #done = Promise.resolve()

  /** @param isServing asked when the call is made: a tunnel that ended since must not get an entry again. */
  constructor(directory: Directory, isServing: (tunnel: Tunnel) => boolean) {
    this.#directory = directory
    this.#isServing = isServing
  }

  /** Settles when no call is under way that might still write the entry of a tunnel that has ended. */
  get done(): Promise<void> {
    return this.#done
  }

  add(tunnel: Tunnel): void {
    if (this.#ponged.push(tunnel) > 1) return
    this.#done = this.#done.then(async () => {
      await sleep(constants.batchMs)
      await this.#send()
    })
  }

  async #send(): Promise<void> {
    const entries = this.#ponged.filter(this.#isServing).map(({ entry }) => entry)
    this.#ponged = []
    if (entries.length === 0) return
    try {
      for (const host of await this.#directory.refresh(entries)) log('info', 'entry_restored', { host })
    } catch (error) {
      // The next pong is another chance.
      log('warn', 'directory_failed', { call: 'refresh', reason: reasonOf(error) })
    }
  }
}
