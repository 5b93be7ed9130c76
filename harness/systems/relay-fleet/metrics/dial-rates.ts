import {
  byHost,
  cannotTell,
  defineMetric,
  eventsOf,
  heldUpShare,
  type JournalEvent,
  msBetween,
  NS_PER_MS,
  param,
  z,
} from '../../../definitions.ts'
import { byChance, chanceOfHerd } from '../analysis/even-spread.ts'
import { dialsOf } from '../analysis/tunnels.ts'
import { fullestBucket, type PlannedDial } from './dials.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/** A dial that was begun. */
interface BegunDial extends PlannedDial {
  /** When it would have been due, had no process been held up during the dial before; monotonic ns. */
  readonly soonest: number
}

/**
 * Dials that a host really began, each at the moment for which it had planned it, in order; where a program tells no plan,
 * at the moment at which it began.
 */
function begunDials(events: readonly JournalEvent[]): BegunDial[] {
  const begunAt = new Map<string, number>()
  const planned = new Map<string, BegunDial>()
  const dials: BegunDial[] = []
  for (const { at, host, dial, state, delayMs = 0 } of eventsOf(events, 'host')) {
    const key = `${dial} ${host}`
    if (state === 'scheduled') {
      const due = at + delayMs * NS_PER_MS
      const from = begunAt.get(host) ?? at
      planned.set(key, { host, due, soonest: due - heldUpShare(events, from, at) * (at - from) })
    }
    if (state !== 'attempt') continue
    begunAt.set(host, at)
    dials.push(planned.get(key) ?? { host, due: at, soonest: at })
  }
  return dials.sort((a, b) => a.due - b.due)
}

/** Most dials that were due within one bucket for certain: also if none had been held up. */
function certainIn(dials: readonly BegunDial[], widthNs: number): number {
  const begins = dials.map(({ soonest }) => soonest).sort((a, b) => a - b)
  let [most, first] = [0, 0]
  for (const begin of begins) {
    while (dials[first]!.due < begin) first++
    let count = 0
    for (let n = first; n < dials.length && dials[n]!.due < begin + widthNs; n++)
      if (dials[n]!.soonest >= begin) count++
    most = Math.max(most, count)
  }
  return most
}

/**
 * `dials-rate`: most dials of all hosts together that were due within any `bucketMs` of [from, to]. Planned moments are
 * used, so that a busy machine cannot make a herd of what was spread, or the reverse. Hosts that were turned away together as the machine stood
 * still plan together, too: what would not have been due together without that is not certain. It is inconclusive for so few hosts that dials spread evenly,
 * each host one in `evenMs`, break the limit (`limitDials`) by chance.
 */
export const dialsRate = defineMetric(
  'dials-rate',
  {
    params: z.strictObject({
      ...window,
      bucketMs: z.number().positive(),
      evenMs: z.number().positive().optional(),
      limitDials: z.number().positive().optional(),
    }),
    needs: ['attempt'],
  },
  (events, { from, to, hosts, bucketMs, evenMs, limitDials }) => {
    const wanted = hosts && new Set(hosts)
    const dials = begunDials(events).filter(
      ({ host, due }) => due >= from && due <= to && (!wanted || wanted.has(host)),
    )
    if (dials.length === 0) return cannotTell('dials', 'no host dialled in the time watched')
    const tooFew =
      evenMs !== undefined &&
      limitDials !== undefined &&
      tooFewToTell(dials, { bucketMs, evenMs, limitDials, watchedMs: msBetween(from, to) })
    if (tooFew) return { ...cannotTell('dials', tooFew), notApplicable: true }
    const { size, start } = fullestBucket(dials, bucketMs * NS_PER_MS)
    const certain = certainIn(dials, bucketMs * NS_PER_MS)
    return {
      observed: size,
      unit: 'dials',
      uncertainty: size - certain,
      ...(certain < size && { bounds: [certain, size] as const }),
      offenders: [{ at: start, text: `${size} of ${dials.length} dials due within ${bucketMs} ms` }],
      detail: { dials: dials.length },
    }
  },
)

interface Even {
  readonly bucketMs: number
  /** Each host dials once in so long. */
  readonly evenMs: number
  readonly limitDials: number
  readonly watchedMs: number
}

/**
 * Why so few hosts say nothing about how their dials are spread; undefined when they are enough. Chance has as many occasions as dials that are
 * spread evenly: hosts that dial more often than that are no reason not to look.
 */
function tooFewToTell(dials: readonly PlannedDial[], even: Even): string | undefined {
  const { bucketMs, evenMs, limitDials, watchedMs } = even
  const hosts = new Set(dials.map(({ host }) => host)).size
  const evenDials = Math.min(dials.length, Math.ceil((hosts * watchedMs) / evenMs))
  const share = Math.min(1, bucketMs / evenMs)
  const chance = byChance(chanceOfHerd(hosts, share, limitDials / hosts, evenDials))
  return (
    chance &&
    `${hosts} hosts are too few: spread evenly their dials may be more than ${limitDials} at once ${chance}`
  )
}

/** `dial-gap`: the smallest time between the beginnings of two dials of one host, the second of them in [from, to], ms. */
export const dialGap = defineMetric(
  'dial-gap',
  { params: z.strictObject(window), needs: ['attempt'] },
  (events, { from, to, hosts }) => {
    const wanted = hosts && new Set(hosts)
    const begun = dialsOf(events).flatMap(({ host, dial, attemptAt }) =>
      attemptAt === undefined || (wanted && !wanted.has(host)) ? [] : [{ host, dial, at: attemptAt }],
    )
    const gaps = [...byHost(begun)].flatMap(([host, dials]) =>
      dials.slice(1).flatMap(({ dial, at }, index) => {
        const ms = msBetween(dials[index]!.at, at)
        return at >= from && at <= to
          ? [{ host, at, ms, text: `dial ${dial} began ${ms.toFixed(1)} ms after the one before` }]
          : []
      }),
    )
    const [smallest, ...others] = gaps.sort((a, b) => a.ms - b.ms)
    if (!smallest) return cannotTell('ms', 'no host dialled twice in the time watched')
    return {
      observed: smallest.ms,
      unit: 'ms',
      uncertainty: 0,
      offenders: [smallest, ...others.slice(0, 9)].map(({ host, at, text }) => ({ host, at, text })),
      detail: { gaps: gaps.length },
    }
  },
)
