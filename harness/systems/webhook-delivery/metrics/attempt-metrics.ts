import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  type JournalEvent,
  type MetricValue,
  median,
  msBetween,
  param,
  stampMs,
  z,
} from '../../../definitions.ts'
import { storedIn } from '../analysis/deliveries.ts'
import { attemptsOf } from './attempts-failed-untouched.ts'

const window = { since: param.moment, until: param.moment }

interface Deviation {
  readonly at: number
  /** How much shorter than declared, ms; 0: not shorter. */
  readonly early: number
  /** How much longer, ms. */
  readonly late: number
  /** What was declared the same for others. */
  readonly like: number
  readonly text: string
}

/**
 * How far some durations lie outside what was declared, worst first. Nothing but the program makes one too short, so each counts. A busy machine
 * makes some of them longer, a program all that are declared alike: of those the middle one counts.
 */
function outside(
  all: readonly Deviation[],
  { uncertainty, missing }: { uncertainty: number; missing: string },
): MetricValue {
  if (all.length === 0) return cannotTell('ms', missing)
  const late = new Map(
    [...Map.groupBy(all, ({ like }) => like)].map(([like, some]) => [
      like,
      median(some.map((one) => one.late))!,
    ]),
  )
  const worst = all
    .map(({ at, early, like, text }) => ({ at, text, off: Math.max(early, late.get(like)!) }))
    .toSorted((a, b) => b.off - a.off)
  const offenders = worst.slice(0, 10).map(({ at, text }) => ({ at, text }))
  // The middle one leaves out what a machine makes longer.
  return {
    observed: worst[0]!.off,
    unit: 'ms',
    uncertainty,
    heldUp: 0,
    offenders,
    detail: { of: worst.length },
  }
}

/** `attempts-of-dead`: fewest failed attempts of a delivery that is among the dead letters. */
export const attemptsOfDead = defineMetric(
  'attempts-of-dead',
  { params: z.strictObject({}), needs: ['attempt', 'dead-letters'] },
  (events) => {
    const stored = storedIn(events, 'dead-letters')
    if (!stored) return cannotTell('attempts', "the hop's dead letters were not read")
    const lives = Map.groupBy(eventsOf(events, 'delivery'), ({ delivery }) => delivery)
    const failed = [...stored.keys()].map((id) => ({
      id,
      own: (lives.get(id) ?? []).filter(({ state }) => state === 'failed'),
    }))
    const fewest = failed.toSorted((a, b) => a.own.length - b.own.length)[0]
    if (!fewest) return cannotTell('attempts', 'no delivery was given up')
    return countOf(
      fewest.own.map(({ at, attempt, reason }) => ({
        at,
        text: `${fewest.id}, attempt ${attempt}: ${reason ?? 'no reason'}`,
      })),
      'attempts',
      { of: failed.length },
    )
  },
)

/**
 * `attempt-timeout-off`: how far attempts that timed out in the window were from `timeoutMs`, ms: the shortest, or the middle one where that is longer.
 */
export const attemptTimeoutOff = defineMetric(
  'attempt-timeout-off',
  { params: z.strictObject({ ...window, timeoutMs: z.number().positive() }), needs: ['attempt', 'failed'] },
  (events, { since, until, timeoutMs }) => {
    const ended = attemptsOf(events).filter(
      ({ from, to, end }) => from >= since && to <= until && end.reason === 'i/o timeout',
    )
    return outside(
      ended.map(({ from, to, end }) => {
        const ms = msBetween(from, to)
        return {
          at: from,
          early: Math.max(0, timeoutMs - ms),
          late: Math.max(0, ms - timeoutMs),
          like: timeoutMs,
          text: `${end.delivery} given up after ${Math.round(ms)} ms in place of ${Math.round(timeoutMs)}`,
        }
      }),
      { uncertainty: stampMs(events), missing: 'no attempt timed out in the time watched' },
    )
  },
)

/**
 * `attempt-pause-off`: how far the pause after a failed attempt of the window lies outside what was declared, ms: `baseMs` doubled with each
 * failure up to `ceilingMs`, times a factor in [`factorMin`, 1]. Too early counts as too late does.
 */
export const attemptPauseOff = defineMetric(
  'attempt-pause-off',
  {
    params: z.strictObject({
      ...window,
      baseMs: z.number().positive(),
      ceilingMs: z.number().positive(),
      factorMin: z.number().positive(),
    }),
    needs: ['attempt', 'failed'],
  },
  (events, { since, until, baseMs, ceilingMs, factorMin }) =>
    outside(
      pausesIn(events)
        .filter(({ at, ms }) => at >= since && at + ms * 1e6 <= until)
        .map(({ at, ms, tries, delivery }) => {
          const full = Math.min(ceilingMs, baseMs * 2 ** (tries - 1))
          const [early, late] = [Math.max(0, full * factorMin - ms), Math.max(0, ms - full)]
          const wanted = `${Math.round(full * factorMin)} to ${Math.round(full)}`
          const text = `${delivery} tried again after ${Math.round(ms)} ms in place of ${wanted}`
          return { at, early, late, like: full, text }
        }),
      { uncertainty: stampMs(events), missing: 'nothing was tried again in the time watched' },
    ),
)

/** Pauses between a failed attempt and the next one by the same life of the hop. */
function pausesIn(events: readonly JournalEvent[]) {
  const failed = new Map<string, EventOf<'delivery'>>()
  return eventsOf(events, 'delivery').flatMap((event) => {
    const { delivery, state, at, attempt } = event
    if (state === 'failed') failed.set(delivery, event)
    if (state !== 'attempt') return []
    const before = failed.get(delivery)
    failed.delete(delivery)
    // A hop that was started again counts anew and waits for nothing.
    if (before?.attempt === undefined || attempt !== before.attempt + 1) return []
    return [{ delivery, at: before.at, ms: msBetween(before.at, at), tries: before.attempt }]
  })
}
