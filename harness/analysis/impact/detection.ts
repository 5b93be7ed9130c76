import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { connectionNews } from '../connections.ts'
import { faultLives } from '../faults.ts'
import { msBetween, watchEnd } from '../moments.ts'

/** Who may notice a fault. */
export type Watcher = 'health check' | 'log line' | 'probe' | 'client'

/** The first of one kind that noticed a fault. */
export interface Noticed {
  readonly watcher: Watcher
  /** Which of them: name of the probe, the service that logged, or the client. */
  readonly who: string
  /** What it saw. */
  readonly what: string
  /** After the moment at which the fault was asked for, real ms. */
  readonly afterMs: number
}

export interface Detection {
  readonly fault: string
  readonly target: string
  /** The first of each kind of watcher, the quickest first; empty: nobody noticed. */
  readonly noticed: readonly Noticed[]
}

type Sign = Omit<Noticed, 'afterMs'> & { readonly at: number }

/**
 * Who noticed each fault first, and after how long: from the moment at which it was asked for to the next fault, or to the end of the
 * watch. What the journal has from a log counts as a log line, as somebody who watches that log would see it.
 */
export function detectionsOf(events: readonly JournalEvent[]): Detection[] {
  const lives = faultLives(events)
  if (lives.length === 0) return []
  const signs = signsIn(events, lives[0]!.requestedAt)
  const end = watchEnd(events)
  return lives.map(({ fault, target, requestedAt }, index) => {
    const to = Math.min(lives[index + 1]?.requestedAt ?? Infinity, end)
    const own = signs.filter(({ at }) => at >= requestedAt && at <= to)
    const first = [...Map.groupBy(own, ({ watcher }) => watcher).values()].map((same) => same[0]!)
    const noticed = first
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, ...sign }) => ({ ...sign, afterMs: msBetween(requestedAt, at) }))
    return { fault, target, noticed }
  })
}

/** Everything from a moment on that tells of trouble, in order of time. */
function signsIn(events: readonly JournalEvent[], from: number): Sign[] {
  const signs: Sign[] = [
    ...eventsOf(events, 'probe').flatMap(({ at, due, ok, probe, host, status, error }) => {
      if (ok || due < from) return []
      const watcher: Watcher = /health|ready|live/i.test(probe) ? 'health check' : 'probe'
      const told = error === 'status' ? undefined : error
      const what = told ?? (status === undefined ? 'no answer' : `status ${status}`)
      return { at, watcher, who: `${probe} of ${host}`, what }
    }),
    ...eventsOf(events, 'client').flatMap(({ at, state, client, service }): Sign[] =>
      state === 'lost' ? [{ at, watcher: 'log line', who: service, what: `${client} lost` }] : [],
    ),
    ...connectionNews(events).flatMap(({ at, client, trouble }): Sign[] =>
      trouble === undefined ? [] : [{ at, watcher: 'client', who: client, what: trouble }],
    ),
  ]
  return signs.filter(({ at }) => at >= from).sort((a, b) => a.at - b.at)
}
