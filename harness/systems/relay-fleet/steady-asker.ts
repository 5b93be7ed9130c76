import { type HttpProber, now, type ProbeEvent } from '../../door.ts'
import { steadyProbe } from './probe-names.ts'
import type { Clients } from './programs.ts'

/** Requests a second beside the schedule while nothing is measured; a probe costs a fleet 1 to 1.6 ms of CPU. */
const requestsPerSecond = 1_000

/** Requests under way at once while a fleet is asked one after the other. */
const askedAtOnce = 4

/**
 * Proves that a fleet answers without waiting for the probes' schedule to come round: asks every host once, at a steady pace, and
 * again those that failed.
 */
export class SteadyAsker {
  readonly #prober: HttpProber
  readonly #hosts: readonly string[]
  readonly #clients: Clients
  readonly #good = new Map<string, ProbeEvent>()
  readonly #asked = new Map<string, number>()
  #credit = 0
  #lastAt: number | undefined

  constructor(prober: HttpProber, hosts: readonly string[], clients: Clients) {
    this.#prober = prober
    this.#hosts = hosts
    this.#clients = clients
  }

  /** Asks as many hosts as the pace allows by `at`, of those that have not answered a request sent since `since` (ns). */
  pace(since: number, at: number): void {
    this.#credit += ((at - (this.#lastAt ?? at)) / 1e9) * requestsPerSecond
    this.#lastAt = at
    for (const host of this.#hosts) {
      if (this.#credit < 1) return
      if (this.answeredSince(host, since) || this.#isUnderWay(host, since, at)) continue
      this.#credit--
      this.#asked.set(host, at)
      void this.#ask(host)
    }
    this.#credit = Math.min(this.#credit, 1)
  }

  /**
   * Asks hosts in turn until so many requests were sent in all or `withinMs` have gone by, a few at a time: a machine that is busy is not asked for more
   * than it can answer.
   */
  async ask(requests: number, withinMs: number): Promise<void> {
    const deadline = now() + withinMs * 1e6
    let sent = this.#asked.size
    const worker = async () => {
      while (sent < requests && now() < deadline) await this.#ask(this.#hosts[sent++ % this.#hosts.length]!)
    }
    await Promise.all(Array.from({ length: askedAtOnce }, worker))
  }

  answeredSince(host: string, since: number): boolean {
    return (this.#good.get(host)?.due ?? -1) >= since
  }

  #isUnderWay(host: string, since: number, at: number): boolean {
    const asked = this.#asked.get(host) ?? -1
    return asked >= since && at - asked < this.#clients.timeoutMs * 1e6
  }

  async #ask(host: string): Promise<void> {
    const { timeoutMs } = this.#clients
    const request = { ...this.#clients.request(host), probe: steadyProbe, host, timeoutMs }
    // A prober that has ended says so itself.
    const answer = await this.#prober.sendOnce(request).catch(() => undefined)
    if (answer?.ok) this.#good.set(host, answer)
  }
}
