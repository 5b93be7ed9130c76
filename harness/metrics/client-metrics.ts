import { z } from 'zod'
import { cannotTell, defineMetric, param } from '../analysis/metric.ts'
import { momentUncertaintyMs, msBetween, stampMs } from '../analysis/moments.ts'
import { statOf, statSchema, type Timed } from '../analysis/stat.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * `client-disconnected`: each client's longest stretch without its connection that began in [since, until], ms; one that began before counts
 * from `since`. A stretch that has begun counts to its end, also after `until`. 0 for a client that kept its connection; null for one
 * that never came back.
 */
export const clientDisconnected = defineMetric(
  'client-disconnected',
  {
    params: z.strictObject({ since: param.moment, until: param.moment, stat: statSchema }),
    times: awayTimes,
  },
  (events, { since, until, stat }) => {
    const times = awayTimes(events, { since, until })
    if (times.length === 0) return cannotTell('ms', 'no client was seen')
    const stamps = stampMs(events, times.length) + momentUncertaintyMs(events, since)
    return { ...statOf(times, stat, stamps, 'never came back'), span: [since, until] }
  },
)

function awayTimes(events: readonly JournalEvent[], { since, until }: Omit<Watch, 'end'>): Timed[] {
  const clients = Map.groupBy(eventsOf(events, 'client'), ({ client }) => client)
  const end = events.at(-1)?.at ?? until
  return [...clients].map(([name, own]) => longestAway(name, own, { since, until, end }))
}

interface Watch {
  readonly since: number
  readonly until: number
  /** Of the journal, ns. */
  readonly end: number
}

function longestAway(client: string, events: readonly EventOf<'client'>[], watch: Watch): Timed {
  let longest: Timed = { host: client, ms: 0 }
  for (const [index, { state, at }] of events.entries()) {
    const back = events.slice(index + 1).find((later) => later.state === 'connected')
    if (state !== 'lost' || at > watch.until || (back && back.at <= watch.since)) continue
    const from = Math.max(at, watch.since)
    // An earlier stretch may have been longer than what was watched of the one that has no end.
    if (!back) {
      const leastMs = Math.max(longest.ms!, msBetween(from, watch.end))
      return { host: client, ms: null, leastMs, at: from }
    }
    const ms = msBetween(from, back.at)
    if (ms > longest.ms!) longest = { host: client, ms, at: from }
  }
  return longest
}
