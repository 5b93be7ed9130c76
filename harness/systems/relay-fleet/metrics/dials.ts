import {
  cannotTell,
  countOf,
  defineMetric,
  eventsOf,
  type JournalEvent,
  least,
  NS_PER_MS,
  param,
  quantile,
  z,
} from '../../../definitions.ts'
import { byChance, chanceOfHerd } from '../analysis/even-spread.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { dialsOf, tunnelsOf } from '../analysis/tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/** A dial as a host decided on it: when it was due. */
export interface PlannedDial {
  readonly host: string
  /** Monotonic ns. */
  readonly due: number
}

interface Redial extends PlannedDial {
  /** How long after the host decided, ns. */
  readonly delay: number
}

/** The planned moment of each host's first redial that was decided on in [from, to]. */
export function firstRedials(events: readonly JournalEvent[], from: number, to: number): Redial[] {
  const first = new Map<string, Redial>()
  for (const { at, host, state, delayMs = 0 } of eventsOf(events, 'host')) {
    if (state !== 'scheduled' || at < from || at > to || first.has(host)) continue
    const delay = delayMs * NS_PER_MS
    first.set(host, { host, due: at + delay, delay })
  }
  return [...first.values()].sort((a, b) => a.due - b.due)
}

/**
 * `dials-bucket-share`: the largest share of the hosts' first redials that is due within any `bucketMs`, in percent.
 * Only the delays count that hosts decided on, as if all tunnels had ended in the same instant: a busy machine cannot make a herd of
 * what was spread, and the ends of hundreds of tunnels, which take it longer than a short bucket lasts, cannot spread a herd. It is inconclusive for so few
 * dials that an even spread, with `evenPercent` in a bucket, breaks the limit (`limitPercent`) by chance.
 */
export const dialsBucketShare = defineMetric(
  'dials-bucket-share',
  {
    params: z.strictObject({
      ...window,
      bucketMs: z.number().positive(),
      evenPercent: z.number().positive().max(100).default(20),
      limitPercent: z.number().positive().max(100).optional(),
    }),
    needs: ['scheduled.delay'],
  },
  (events, { from, to, hosts, bucketMs, evenPercent, limitPercent }) => {
    const wanted = hosts && new Set(hosts)
    const redials = firstRedials(events, from, to).filter(({ host }) => !wanted || wanted.has(host))
    const dials = asIfTogether(redials)
    if (dials.length === 0) return cannotTell('%', 'no host decided on a redial in the time watched')
    const tooFew = limitPercent !== undefined && tooFewToTell(dials.length, evenPercent, limitPercent)
    if (tooFew) return { ...cannotTell('%', tooFew), notApplicable: true }
    const { size, start } = fullestBucket(dials, bucketMs * NS_PER_MS)
    return {
      observed: (100 * size) / dials.length,
      unit: '%',
      uncertainty: 0,
      offenders: [{ at: start, text: `${size} of ${dials.length} dials due within ${bucketMs} ms` }],
      detail: { dials: dials.length, inBucket: size },
    }
  },
)

/** Why so few dials say nothing about their spread; undefined when they are enough. */
function tooFewToTell(dials: number, evenPercent: number, limitPercent: number): string | undefined {
  const chance = byChance(chanceOfHerd(dials, evenPercent / 100, limitPercent / 100))
  return chance && `${dials} redials are too few: spread evenly they may break ${limitPercent} % ${chance}`
}

function asIfTogether(dials: readonly Redial[]): PlannedDial[] {
  const start = least(dials.map(({ due, delay }) => due - delay))
  return dials.map(({ host, delay }) => ({ host, due: start + delay })).sort((a, b) => a.due - b.due)
}

/** Slides a half-open bucket along sorted dials. */
export function fullestBucket(
  dials: readonly PlannedDial[],
  widthNs: number,
): { size: number; start: number } {
  let best = { size: 0, start: 0 }
  let end = 0
  for (const [index, { due }] of dials.entries()) {
    while (end < dials.length && dials[end]!.due < due + widthNs) end++
    if (end - index > best.size) best = { size: end - index, start: due }
  }
  return best
}

/** `dials-per-host`: most dials that one host started in [from, to]. */
export const dialsPerHost = defineMetric(
  'dials-per-host',
  { params: z.strictObject(window), needs: ['attempt'] },
  (events, { from, to, hosts = hostNames(events) }) => {
    if (hosts.length === 0) return cannotTell('dials', 'the journal knows no host')
    const count = new Map(hosts.map((host) => [host, 0]))
    for (const { host, attemptAt } of dialsOf(events))
      if (attemptAt !== undefined && attemptAt >= from && attemptAt <= to && count.has(host))
        count.set(host, count.get(host)! + 1)
    const most = [...count].sort((a, b) => b[1] - a[1])
    if (most[0]![1] === 0) return cannotTell('dials', 'no host dialled in the time watched')
    return {
      observed: most[0]![1],
      unit: 'dials',
      uncertainty: 0,
      offenders: most.slice(0, 10).map(([host, dials]) => ({ host, text: `${dials} dials` })),
      detail: { median: quantile([...count.values()], 0.5)! },
    }
  },
)

/** `tunnels-opened`: tunnels that the relay with this identity (`region:machineId`) accepted in [from, to]. */
export const tunnelsOpened = defineMetric(
  'tunnels-opened',
  {
    params: z.strictObject({ relay: z.string(), from: param.moment, to: param.moment }),
    needs: ['registered', 'relay'],
  },
  (events, { relay, from, to }) => {
    const opened = tunnelsOf(events)
      .filter((tunnel) => tunnel.relay === relay && tunnel.upgradedAt > from && tunnel.upgradedAt <= to)
      .map(({ host, dial, upgradedAt }) => ({ host, at: upgradedAt, text: `dial ${dial} was accepted` }))
    return countOf(opened, 'tunnels')
  },
)
