import { log } from './log.ts'

/**
 * Test mode: the relay behaves as one that is overloaded and closes each new tunnel with 1001 as soon as it has accepted it.
 * SIGUSR2 switches it on, the next SIGUSR2 off; tunnels that are open stay.
 */
export class Shedding {
  #active = false

  get active(): boolean {
    return this.#active
  }

  toggleOnSignal(): void {
    process.on('SIGUSR2', () => {
      this.#active = !this.#active
      log('shedding', { active: this.#active })
    })
  }
}
