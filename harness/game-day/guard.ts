import { UsageError } from '../errors.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import type { JournalEvent } from '../journal/events.ts'
import { unknownWord } from '../targets/closest.ts'
import { connectionChange } from './connection-change.ts'
import type { GuardState } from './protocol.ts'

/** Over how much time requests are counted, ns: long enough that one lost request is not half of them. */
const WINDOW_NS = 10_000 * NS_PER_MS
/** Requests in that time without which their share says nothing. */
const REQUESTS_MIN = 20

interface Watching {
  take(event: JournalEvent): void
  /** %; null: there is nothing to say. @param at monotonic ns */
  value(at: number): number | null
}

/** Limits that a game-day may be given, in percent. */
const watched: Readonly<
  Record<string, { readonly about: string; readonly watch: (expected: number) => Watching }>
> = {
  failed: { about: 'requests of probes that failed in the last 10 s', watch: failedRequests },
  disconnected: { about: 'clients without their connection', watch: disconnected },
}

export const guardNames = (): string[] => Object.keys(watched)

/** `failed=50`: more than 50 % of requests failed. @throws UsageError */
export function readGuard(text: string): { readonly name: string; readonly limit: number } {
  const [name = '', value = ''] = text.split('=')
  if (!Object.hasOwn(watched, name))
    throw new UsageError(`guard ${unknownWord(name, guardNames(), JSON.stringify)}`)
  const limit = Number(value)
  if (value.trim() === '' || !(limit >= 0 && limit <= 100))
    throw new UsageError(`guard ${name}: ${JSON.stringify(value)} is no percentage: write ${name}=50`)
  return { name, limit }
}

/** Watches limits that nothing may pass while people break things. */
export class Guard {
  readonly #limits: readonly { readonly name: string; readonly limit: number; readonly watching: Watching }[]
  readonly #tripped = new Set<string>()

  /** @param clients that should be connected */
  constructor(limits: readonly { readonly name: string; readonly limit: number }[], clients: number) {
    this.#limits = limits.map((one) => ({ ...one, watching: watched[one.name]!.watch(clients) }))
  }

  take(event: JournalEvent): void {
    for (const { watching } of this.#limits) watching.take(event)
  }

  /** How near each limit is; one that was passed stays so. @param at monotonic ns */
  look(at: number): GuardState[] {
    return this.#limits.map(({ name, limit, watching }) => {
      const value = watching.value(at)
      if (value !== null && value > limit) this.#tripped.add(name)
      const rounded = value === null ? null : Math.round(value)
      return {
        name: watched[name]!.about,
        value: rounded,
        limit,
        unit: '%',
        tripped: this.#tripped.has(name),
      }
    })
  }
}

function failedRequests(): Watching {
  let requests: { readonly at: number; readonly ok: boolean }[] = []
  return {
    take: (event) => {
      if (event.kind === 'probe') requests.push({ at: event.at, ok: event.ok })
    },
    value: (at) => {
      requests = requests.filter((one) => one.at > at - WINDOW_NS)
      if (requests.length < REQUESTS_MIN) return null
      return (100 * requests.filter(({ ok }) => !ok).length) / requests.length
    },
  }
}

function disconnected(expected: number): Watching {
  const connected = new Set<string>()
  return {
    take: (event) => {
      const change = connectionChange(event)
      if (change?.isConnected) connected.add(change.who)
      else if (change) connected.delete(change.who)
    },
    value: () => (expected === 0 ? null : Math.max(0, 100 * (1 - connected.size / expected))),
  }
}
