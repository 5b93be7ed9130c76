import {
  type Duration,
  eventsOf,
  HarnessError,
  type HttpProber,
  type Journal,
  now,
  type ProbeEvent,
  parseDuration,
  waitUntil,
} from '../../door.ts'
import type { Clients } from './programs.ts'

export interface OnceRequests {
  /**
   * Sends requests to each host at the same time, one for each of `answersAfter` (scenario time), which say when the host answers. Each has a name of its
   * own and asks for an answer that bears it. Resolves when all have come to their hosts, with a promise of their ends.
   */
  askOnce(
    hosts: readonly string[],
    answersAfter: readonly Duration[],
  ): Promise<{ readonly ended: Promise<readonly ProbeEvent[]> }>
}

/** Probe name of requests that are to come once only. */
export const onceProbe = 'once'

/** Longest wait until requests have come to their hosts, real ms; loopback takes some. */
const comeMs = 5_000

export function createOnce(parts: {
  readonly journal: Journal
  readonly prober: HttpProber
  readonly clients: Clients
  readonly factor: number
  readonly signal: AbortSignal
}): OnceRequests {
  const { journal, prober, clients, factor, signal } = parts
  let names = 0
  return {
    askOnce: async (hosts, answersAfter) => {
      const since = now()
      const asked = new Set<string>()
      const requests = hosts.flatMap((host) =>
        answersAfter.map((after) => {
          const name = `once-${++names}`
          asked.add(name)
          const ms = Math.round(parseDuration(after) * factor)
          const path = `/hosts/${host}/slow?ms=${ms}&once=${name}`
          const { headers } = clients.request(host)
          const own = { path, expectBody: `"once":"${name}"`, ...(headers ? { headers } : {}) }
          return prober.sendOnce({ probe: onceProbe, host, timeoutMs: ms + clients.timeoutMs, ...own })
        }),
      )
      const ended = Promise.all(requests)
      ended.catch(() => {})
      const came = () =>
        new Set(
          eventsOf(journal.events, 'host')
            .filter(({ state, at, reason = '' }) => state === 'asked' && at >= since && asked.has(reason))
            .map(({ reason }) => reason),
        ).size
      if (!(await waitUntil(() => came() === asked.size, { limitMs: comeMs, signal })))
        throw new HarnessError(`of ${asked.size} requests ${came()} came to their hosts`)
      return { ended }
    },
  }
}
