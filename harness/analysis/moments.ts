import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type Header, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import { otherClocks } from './other-clocks.ts'
import { slownessIn } from './slowness.ts'

/**
 * How late a program stamps what happened to it on the reference machine, ms. Measured against captured packets, 16 outages of 20 hosts on 2 cores:
 * p50 and p99 off by 0.1 to 4 ms (`truth.slow.test.ts` of the relays).
 */
const STAMP_UNCERTAINTY_MS = 5

/**
 * When many tunnels of one host process end in the same instant, they are read and stamped one after the other, ms each: a single
 * host of 100 was up to 26.7 ms late against the packets (the same test; docs/lab/truth-of-the-metrics.md).
 */
const STAMP_PER_HOST_MS = 0.35

/**
 * How late something may be stamped that happens to so many hosts at once, ms. On a slower machine a program also gets its core later:
 * p50 and p99 of 20 hosts were up to 12.3 ms off on one that was three times as slow. A hundred at once were no later there.
 */
export const stampMs = (events: readonly JournalEvent[], hosts = 1): number =>
  Math.max(STAMP_UNCERTAINTY_MS * slownessIn(events), STAMP_PER_HOST_MS * hosts) +
  (otherClocks(events)?.uncertaintyMs ?? 0)

/**
 * How late the prober stamps an answer, ms. It does nothing else, so a slow machine makes it no later than that; when it was not run at
 * all, that is a stall and counts by itself.
 */
export const PROBE_STAMP_MS = STAMP_UNCERTAINTY_MS

/** Milliseconds from one moment to another. */
export function msBetween(from: number, to: number): number {
  return (to - from) / NS_PER_MS
}

/** The events sorted by moment; the same array when it is sorted already. Events of one moment keep their order. */
export const inOrder = perJournal((events): readonly JournalEvent[] => {
  for (let i = 1; i < events.length; i++)
    if (events[i]!.at < events[i - 1]!.at) return events.toSorted((a, b) => a.at - b.at)
  return events
})

/** The first line of a journal: what was run, where and with what. undefined: it has none. */
export function headerOf(events: readonly JournalEvent[]): Header | undefined {
  return eventsOf(events, 'header')[0]
}

/** A variant that must fail, and says on what; every other one must hold all limits. */
export function isBroken({ failsOn }: Pick<Header, 'failsOn'>): boolean {
  return failsOn.length > 0
}

/**
 * When the watch of this journal's scenario ended, ns: its checks were computed, or it was taken down, or the journal ends. What
 * ends after that was ended by the harness.
 */
export function watchEnd(events: readonly JournalEvent[]): number {
  const checks = eventsOf(events, 'check')[0]?.at
  const down = eventsOf(events, 'phase').find(({ phase }) => phase === 'teardown')?.at
  return Math.min(checks ?? Infinity, down ?? inOrder(events).at(-1)?.at ?? 0)
}

/** Uncertainty in ms of a moment that was taken from an event of the journal (a service's accepting, a fault's onset). */
export function momentUncertaintyMs(events: readonly JournalEvent[], moment: number): number {
  let ns = 0
  for (const event of events)
    if (event.at === moment && 'uncertaintyNs' in event) ns = Math.max(ns, event.uncertaintyNs ?? 0)
  return ns / NS_PER_MS
}

/** Names in the order in which people count: host-9 before host-10. */
export const byName = new Intl.Collator('en', { numeric: true }).compare
