import { z } from 'zod'
import { answerTimes } from '../analysis/answer-times.ts'
import { steadyStretch } from '../analysis/base.ts'
import { gapsMs } from '../analysis/blind.ts'
import { boundsOf, cannotTell, defineMetric, type MetricValue, param } from '../analysis/metric.ts'
import { momentUncertaintyMs, msBetween, PROBE_STAMP_MS, stampMs } from '../analysis/moments.ts'
import { probesDue } from '../analysis/probes-due.ts'
import { hasSample, statOf, statSchema } from '../analysis/stat.ts'
import { formatMs } from '../duration.ts'
import { greatest } from '../extremes.ts'
import type { EventOf, JournalEvent } from '../journal/events.ts'

type Probe = EventOf<'probe'>

/**
 * `answered-after`: from `since` to the end of the last probe due in [since, until] that failed, over all targets, ms;
 * 0 when all were answered. null: the last probe of a target failed.
 */
export const answeredAfter = defineMetric(
  'answered-after',
  z.strictObject({ since: param.moment, until: param.moment, hosts: param.hosts }),
  (events, { since, until, hosts }): MetricValue => {
    const probes = probesDue(events, { from: since, to: until, hosts })
    if (probes.length === 0) return cannotTell('ms', 'no probe was due in the time watched')
    const last = [...Map.groupBy(probes, ({ host }) => host).values()].map(lastFailure)
    const failures = last.filter((one) => one !== undefined)
    const blind = greatest(gapsMs(events, { from: since, to: until, hosts }), 0)
    const uncertainty = stampMs(events) + momentUncertaintyMs(events, since) + blind
    const offenders = failures.map(({ probe }) => ({
      host: probe.host,
      at: probe.due,
      text: `failed ${formatMs(msBetween(since, probe.at))} after (${probe.error ?? `status ${probe.status}`})`,
    }))
    const never = failures.some(({ isLast }) => isLast)
    const after = greatest(
      failures.map(({ probe }) => msBetween(since, probe.at)),
      0,
    )
    return {
      observed: never ? null : after,
      unit: 'ms',
      uncertainty,
      ...(blind > 0 && { bounds: [after - uncertainty + blind, after + uncertainty] as const }),
      ...(never && { atLeast: after }),
      offenders,
      detail: { of: probes.length },
    }
  },
)

function lastFailure(probes: readonly Probe[]): { probe: Probe; isLast: boolean } | undefined {
  const ordered = probes.toSorted((a, b) => a.due - b.due)
  const index = ordered.findLastIndex(({ ok }) => !ok)
  return index < 0 ? undefined : { probe: ordered[index]!, isLast: index === ordered.length - 1 }
}

/**
 * `probe-over-base`: a statistic of the answer times of probes due in [from, to], less `times` the same in the steady state before
 * the first fault, ms. A probe that failed counts as never. Both need as many probes as the statistic does.
 */
export const probeOverBase = defineMetric(
  'probe-over-base',
  z.strictObject({
    from: param.moment,
    to: param.moment,
    hosts: param.hosts,
    times: z.number().positive(),
    stat: statSchema.exclude(['count-never']),
  }),
  (events, { from, to, hosts, times, stat }): MetricValue => {
    const before = answerTimes(events, { ...answeredStretch(events, hosts), hosts }, ({ ok }) => ok)
    const during = answerTimes(events, { from, to, hosts }, ({ ok }) => ok)
    if (!hasSample(stat, before.times.length) || during.times.length === 0)
      return cannotTell(
        'ms',
        `${before.times.length} probes before the first fault and ${during.times.length} in the time watched`,
      )
    const base = statOf(before.times, stat, 0, 'failed', before.gapsMs)
    const value = statOf(during.times, stat, 0, 'failed', during.gapsMs)
    return overBase(value, base, times, stat)
  },
)

/** The steady state, to the first probe that the fault met on its way: its answer is none of the steady state. */
function answeredStretch(events: readonly JournalEvent[], hosts: readonly string[] | undefined) {
  const { from, to } = steadyStretch(events)
  const met = probesDue(events, { from, to, hosts }).find(({ at }) => at > to)
  return { from, to: met ? met.due - 1 : to }
}

/** @param value and the base, as they were stamped: an answer is stamped up to `PROBE_STAMP_MS` late, and never before it came */
function overBase(value: MetricValue, base: MetricValue, times: number, stat: string): MetricValue {
  if (base.observed === null) return cannotTell('ms', 'probes failed before the first fault')
  const { observed, atLeast, uncertainty, detail } = value
  const [least, most] = boundsOf(value)
  const [baseLeast, baseMost] = boundsOf(base)
  const text = `${stat} ${observed === null ? 'never' : formatMs(observed)}, ${formatMs(base.observed)} before the first fault`
  const bounds = [
    least - PROBE_STAMP_MS - times * baseMost,
    most - times * (baseLeast - PROBE_STAMP_MS),
  ] as const
  return {
    observed: observed === null ? null : observed - times * base.observed,
    unit: 'ms',
    uncertainty: uncertainty + PROBE_STAMP_MS + times * (base.uncertainty + PROBE_STAMP_MS),
    ...(observed !== null && { bounds }),
    ...(atLeast !== undefined && { atLeast: Math.max(0, atLeast - times * base.observed) }),
    offenders: [{ text }],
    detail: { ...detail, base: base.detail?.of ?? 0 },
  }
}
