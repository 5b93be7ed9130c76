import { z } from 'zod'
import { formatMs } from '../duration.ts'
import { type EventOf, eventsOf } from '../journal/events.ts'
import { beforeFaults } from './base.ts'
import { cannotTell, defineFigure, type FigureValue, param } from './figure.ts'
import { momentResolutionMs, msBetween, stampMs } from './moments.ts'
import { probesDue } from './outage.ts'
import { quantile } from './quantile.ts'
import { statSchema } from './stat.ts'

type Probe = EventOf<'probe'>

/**
 * `answered-after`: from `since` to the end of the last probe due in [since, until] that failed, over all targets, ms;
 * 0 when all were answered. null: the last probe of a target failed.
 */
export const answeredAfter = defineFigure(
  z.strictObject({ since: param.moment, until: param.moment, hosts: param.hosts }),
  (events, { since, until, hosts }): FigureValue => {
    const probes = probesDue(events, { from: since, to: until, hosts })
    if (probes.length === 0) return cannotTell('ms', 'no probe was due in the time watched')
    const last = [...Map.groupBy(probes, ({ host }) => host).values()].map(lastFailure)
    const failures = last.filter((one) => one !== undefined)
    const resolution = stampMs(events) + momentResolutionMs(events, since)
    const offenders = failures.map(({ probe }) => ({
      host: probe.host,
      at: probe.due,
      text: `failed ${formatMs(msBetween(since, probe.at))} after (${probe.error ?? `status ${probe.status}`})`,
    }))
    const never = failures.some(({ isLast }) => isLast)
    const observed = never ? null : Math.max(0, ...failures.map(({ probe }) => msBetween(since, probe.at)))
    return { observed, unit: 'ms', resolution, offenders, detail: { of: probes.length } }
  },
)

function lastFailure(probes: readonly Probe[]): { probe: Probe; isLast: boolean } | undefined {
  const ordered = probes.toSorted((a, b) => a.due - b.due)
  const index = ordered.findLastIndex(({ ok }) => !ok)
  return index < 0 ? undefined : { probe: ordered[index]!, isLast: index === ordered.length - 1 }
}

/** Probes before the first fault that a base takes at least: fewer have no p95. */
const BASE_PROBES_MIN = 10

/**
 * `probe-over-base`: a statistic of the answer times of probes due in [from, to], less `times` the same before the first
 * fault, ms. A probe that failed counts as never.
 */
export const probeOverBase = defineFigure(
  z.strictObject({
    from: param.moment,
    to: param.moment,
    hosts: param.hosts,
    times: z.number().positive(),
    stat: statSchema.exclude(['count-never']),
  }),
  (events, { from, to, hosts, times, stat }): FigureValue => {
    const own = eventsOf(events, 'probe').filter(({ host }) => !hosts || hosts.includes(host))
    const before = beforeFaults(events, own)
    const during = own.filter(({ due }) => due >= from && due <= to)
    if (before.length < BASE_PROBES_MIN || during.length === 0)
      return cannotTell(
        'ms',
        `${before.length} probes before the first fault and ${during.length} in the time watched`,
      )
    const base = quantile(before.map(timeOf), share[stat])!
    const value = quantile(during.map(timeOf), share[stat])!
    const over = value - times * base
    return {
      observed: Number.isFinite(over) ? over : null,
      unit: 'ms',
      resolution: stampMs(events),
      offenders: [{ text: `${stat} ${formatMs(value)}, ${formatMs(base)} before the first fault` }],
      detail: { of: during.length, base: before.length },
    }
  },
)

const share = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 }

function timeOf({ ok, due, at }: Probe): number {
  return ok ? msBetween(due, at) : Infinity
}
