import { z } from 'zod'
import { baseParams, inBase } from '../analysis/base.ts'
import { cannotTell, defineMetric, type MetricValue, param } from '../analysis/metric.ts'
import { msBetween } from '../analysis/moments.ts'
import { quantile } from '../analysis/quantile.ts'
import { formatMs } from '../duration.ts'
import { greatest } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

type Look = EventOf<'sockets'>

const window = { service: z.string(), from: param.moment, to: param.moment }

function looksAt(events: readonly JournalEvent[], service: string): Look[] {
  return eventsOf(events, 'sockets').filter((look) => look.service === service)
}

function looksIn(
  events: readonly JournalEvent[],
  { service, from, to }: { service: string; from: number; to: number },
): Look[] {
  return looksAt(events, service).filter(({ at }) => at >= from && at <= to)
}

const notLookedAt = (unit: string, service: string) =>
  cannotTell(unit, `nobody looked at the sockets of ${service} in the time watched`)

/** Longest gap between two looks, ms: what happened in between was not seen. */
function gapMs(looks: readonly Look[]): number {
  return (
    greatest(
      looks.map(({ uncertaintyNs = 0 }) => uncertaintyNs),
      0,
    ) / NS_PER_MS
  )
}

/**
 * `longest-in-state`: the longest stretch of [from, to] in which the service had connections in a TCP state, ms; from
 * the first look that saw one to the first that saw none. null: it still had some at the last look. 0: no look saw one.
 */
export const longestInState = defineMetric(
  'longest-in-state',
  z.strictObject({ ...window, state: z.string() }),
  (events, { state, ...watched }): MetricValue => {
    const looks = looksIn(events, watched)
    if (looks.length === 0) return notLookedAt('ms', watched.service)
    const stretches = stretchesIn(looks, state)
    const offenders = stretches
      .toSorted((a, b) => length(b) - length(a))
      .slice(0, 10)
      .map((one) => ({
        at: one.from,
        text: `up to ${one.peak} connections in ${state}, ${one.to === undefined ? 'to the end' : `for ${formatMs(length(one))}`}`,
      }))
    const open = stretches.some(({ to }) => to === undefined)
    const observed = open ? null : greatest(stretches.map(length), 0)
    const last = looks.at(-1)!.at
    const atLeast = greatest(
      stretches.map(({ from, to = last }) => msBetween(from, to)),
      0,
    )
    return {
      observed,
      unit: 'ms',
      uncertainty: uncertaintyMs(looks, stretches),
      ...(open && { atLeast }),
      offenders,
      detail: { stretches: stretches.length },
    }
  },
)

/**
 * A stretch is uncertain by the looks at its two ends, not by a gap somewhere else. A shorter one counts as far as it might have been the longest.
 * Where none was seen, it may have been in any gap.
 */
function uncertaintyMs(looks: readonly Look[], stretches: readonly Stretch[]): number {
  if (stretches.length === 0) return gapMs(looks)
  const longest = greatest(stretches.map(length))
  if (longest === Infinity) return 0
  return greatest(stretches.map((one) => length(one) + one.edgeMs - longest))
}

interface Stretch {
  readonly from: number
  to?: number
  peak: number
  /** The longer of the gaps before its first look and before the look that saw its end. */
  edgeMs: number
}

function stretchesIn(looks: readonly Look[], state: string): Stretch[] {
  const stretches: Stretch[] = []
  let current: Stretch | undefined
  for (const { at, states, uncertaintyNs = 0 } of looks) {
    const gap = uncertaintyNs / NS_PER_MS
    const count = states[state] ?? 0
    if (count === 0) {
      if (current) Object.assign(current, { to: at, edgeMs: Math.max(current.edgeMs, gap) })
      current = undefined
    } else if (current) current.peak = Math.max(current.peak, count)
    else {
      current = { from: at, peak: count, edgeMs: gap }
      stretches.push(current)
    }
  }
  return stretches
}

function length({ from, to }: Stretch): number {
  return to === undefined ? Infinity : msBetween(from, to)
}

/** `descriptors-over-base`: descriptors at the last look at or before `at`, less their median in the base. */
export const descriptorsOverBase = defineMetric(
  'descriptors-over-base',
  z.strictObject({ service: z.string(), at: param.moment, ...baseParams }),
  (events, { service, at, ...own }) => {
    const looks = looksAt(events, service)
    const base = quantile(
      inBase(events, looks, own).map(({ descriptors }) => descriptors),
      0.5,
    )
    const last = looks.findLast((look) => look.at <= at)
    if (base === undefined || !last) return notLookedAt('descriptors', service)
    const offenders = [{ at: last.at, text: `${last.descriptors} open, ${base} in the base` }]
    return { observed: last.descriptors - base, unit: 'descriptors', uncertainty: 0, offenders }
  },
)

/** The largest of one number over all looks in [from, to], and when it was. */
function largest(name: string, unit: string, pick: (look: Look) => number | undefined) {
  return defineMetric(name, z.strictObject(window), (events, watched) => {
    const seen = looksIn(events, watched).flatMap((look) => {
      const value = pick(look)
      return value === undefined ? [] : [{ at: look.at, value }]
    })
    const top = seen.toSorted((a, b) => b.value - a.value)[0]
    if (!top) return notLookedAt(unit, watched.service)
    return {
      observed: top.value,
      unit,
      uncertainty: 0,
      offenders: [{ at: top.at, text: `${top.value} ${unit}` }],
    }
  })
}

/** `descriptors-max`: most descriptors at once in [from, to]. */
export const descriptorsMax = largest('descriptors-max', 'descriptors', ({ descriptors }) => descriptors)

/** `accept-queue-max`: most connections that waited to be accepted at once in [from, to]. */
export const acceptQueueMax = largest('accept-queue-max', 'connections', ({ acceptQueue }) => acceptQueue)
