import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import type { FigureValue, Params } from './figure.ts'

type Stretch = readonly [from: number, to: number]

/** Stretches in which a process of the harness did not run, ns, in order; those that overlap are one. */
const stallsOf = perJournal((events): readonly Stretch[] => {
  const all = eventsOf(events, 'stall').map(({ at, ms }): Stretch => [at - ms * NS_PER_MS, at])
  const united: [number, number][] = []
  for (const [from, to] of all.toSorted((a, b) => a[0] - b[0])) {
    const last = united.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else united.push([from, to])
  }
  return united
})

/** Length of all stalls of the harness that touch [from, to], ms; whole, as a moment next to one was seen late by up to all of it. */
export function stalledMs(events: readonly JournalEvent[], from: number, to: number): number {
  return stallsOf(events)
    .filter((stall) => stall[0] <= to && stall[1] >= from)
    .reduce((sum, stall) => sum + (stall[1] - stall[0]) / NS_PER_MS, 0)
}

/** Parameters in which figures are given their time. */
const begins = ['since', 'from', 'baseFrom', 'fault']
const ends = ['until', 'to', 'baseTo', 'at']

/**
 * A time is uncertain by the stalls of the harness while it was measured: it may not have seen the beginning or the end when they were.
 * Of all figures in ms, whatever they are made of; one that does not say what time it speaks of speaks of the whole journal.
 */
export function withStalls(value: FigureValue, events: readonly JournalEvent[], params: Params): FigureValue {
  if (value.unit !== 'ms' || value.reason !== undefined) return value
  const moments = (names: readonly string[]) =>
    names.flatMap((name) => {
      const moment = params[name]
      return typeof moment === 'number' ? [moment] : []
    })
  const [from = -Infinity, to = Infinity] = value.span ?? []
  const stalled = stalledMs(
    events,
    moments(begins).length > 0 ? Math.min(...moments(begins), value.span ? from : Infinity) : from,
    moments(ends).length > 0 ? Math.max(...moments(ends), value.span ? to : -Infinity) : to,
  )
  if (stalled === 0) return value
  const { resolution, bounds } = value
  return {
    ...value,
    resolution: resolution + stalled,
    ...(bounds && { bounds: [bounds[0] - stalled, bounds[1] + stalled] as const }),
  }
}
