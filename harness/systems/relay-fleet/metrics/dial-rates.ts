import {
  byHost,
  cannotTell,
  defineMetric,
  eventsOf,
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

/**
 * Dials that a host really began, each at the moment for which it had planned it, in order; where a program tells no plan,
 * at the moment at which it began.
 */
function begunDials(events: readonly JournalEvent[]): PlannedDial[] {
  const planned = new Map<string, number>()
  const dials: PlannedDial[] = []
  for (const { at, host, dial, state, delayMs = 0 } of eventsOf(events, 'host')) {
    const key = `${dial} ${host}`
    if (state === 'scheduled') planned.set(key, at + delayMs * NS_PER_MS)
    if (state === 'attempt') dials.push({ host, due: planned.get(key) ?? at })
  }
  return dials.sort((a, b) => a.due - b.due)
}

/**
 * `dials-rate`: most dials of all hosts together that were due within any `bucketMs` of [from, to]. Planned moments are
 * used, so that a busy machine cannot make a herd of what was spread, or the reverse. It is inconclusive for so few hosts that dials spread evenly,
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
    return {
      observed: size,
      unit: 'dials',
      uncertainty: 0,
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
