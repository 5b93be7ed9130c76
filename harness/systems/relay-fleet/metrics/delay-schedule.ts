import {
  byHost,
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  formatMs,
  headerOf,
  msBetween,
  param,
  stampMs,
  z,
} from '../../../definitions.ts'

/** How a fleet declares that its hosts wait, scenario time. */
const schedule = z.strictObject({
  baseMs: z.number().positive(),
  ceilingMs: z.number().positive(),
  /** Smallest factor by which jitter multiplies a delay; the largest is 1. */
  factorMin: z.number().min(0).max(1),
  /** No delay is shorter. */
  leastMs: z.number().min(0),
  /**
   * What sets the attempt counter back, where it is known: a drain notice, this close code, a tunnel that was registered as long as the
   * ceiling. And the close code after which a host waits at the ceiling. Absent: a host's own counter is taken as it tells it.
   */
  resets: z.strictObject({ drainCode: z.number().int(), replacedCode: z.number().int() }).optional(),
})
export type DelaySchedule = z.output<typeof schedule>

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/**
 * By how much a delay may be rounded where it is told: programs write whole seconds, tenths or milliseconds. Half of the coarsest unit of which all
 * of them are multiples.
 */
function roundingMs(delays: readonly number[]): number {
  const unit = [1_000, 100, 10].find((size) =>
    delays.every((ms) => Math.abs(ms - size * Math.round(ms / size)) < 1e-6),
  )
  return (unit ?? 1) / 2
}

/**
 * `delays-off-schedule`: delays that hosts decided on in [from, to] and that are not what was declared: base × 2^k up to the ceiling, times a factor
 * between the least and 1, with k the delays since the counter was last set back. How quick the machine is does not matter to it.
 */
export const delaysOffSchedule = defineMetric(
  'delays-off-schedule',
  { params: z.strictObject({ ...window, schedule }), needs: ['scheduled.delay'] },
  (events, { from, to, hosts, schedule: declared }) => {
    const factor = headerOf(events)?.factor ?? 1
    const told = eventsOf(events, 'host').flatMap(({ state, delayMs }) =>
      state === 'scheduled' && delayMs !== undefined ? [delayMs] : [],
    )
    const times = { factor, stampMs: stampMs(events), toleranceMs: roundingMs(told) }
    const own = byHost(eventsOf(events, 'host'))
    const judged = (hosts ?? [...own.keys()])
      .flatMap((host) => decidedOf(own.get(host) ?? [], declared, times))
      .filter(({ at }) => at >= from && at <= to)
    if (judged.length === 0) return cannotTell('delays', 'no host decided on a redial in the time watched')
    const off = judged.filter(({ text }) => text !== undefined)
    return countOf(
      off.map(({ host, at, text }) => ({ host, at, text: text! })),
      'delays',
      { of: judged.length },
    )
  },
)

interface Judged {
  readonly host: string
  readonly at: number
  /** What is wrong with the delay; undefined: nothing. */
  readonly text?: string
}

/** Where a host's counter may stand; undefined: nobody knows. `ceiling`: whatever it says, the next delay is one at the ceiling. */
type Counter = ReadonlySet<number> | 'ceiling' | undefined

/** Programs count from 0 or from 1. */
const fromTold = (told: number | undefined): Counter =>
  told === undefined ? undefined : new Set([told, Math.max(0, told - 1)])

/** Follows the counter of one host through its life and holds each delay against it. */
function decidedOf(
  events: readonly EventOf<'host'>[],
  declared: DelaySchedule,
  times: { readonly factor: number; readonly stampMs: number; readonly toleranceMs: number },
): Judged[] {
  let counter: Counter = declared.resets ? new Set([0]) : undefined
  const registeredAt = new Map<number, number>()
  let [begun, planned] = [0, 0]
  let end: EventOf<'host'> | undefined
  const judged: Judged[] = []
  for (const event of events) {
    const { host, state, dial, at } = event
    if (state === 'attempt') begun = Math.max(begun, dial)
    else if (state === 'registered') registeredAt.set(dial, at)
    else if (state === 'drain' && declared.resets) {
      counter = new Set([0])
      end = undefined
    }
    // The end of a tunnel after which a dial is planned already, or of one that a newer has taken over from, decides nothing.
    else if (state === 'closed' && declared.resets && planned <= begun && dial >= begun) end = event
    else if (state === 'scheduled' && event.delayMs !== undefined) {
      planned = dial
      if (end) counter = afterEnd(counter, end, at, registeredAt.get(end.dial), declared, times)
      end = undefined
      const told = event.attempt
      const known: Counter = counter ?? fromTold(told)
      const text = wrong(
        event.delayMs / times.factor,
        told,
        known,
        declared,
        times.toleranceMs / times.factor,
      )
      judged.push({ host, at, ...(text === undefined ? {} : { text }) })
      counter = declared.resets ? next(known, told) : undefined
    }
  }
  return judged
}

function afterEnd(
  counter: Counter,
  { code, error, at }: EventOf<'host'>,
  /** When the host decided on the next dial. It counts its tunnel until then, and a busy one comes to it late. */
  decidedAt: number,
  registeredAt: number | undefined,
  { ceilingMs, resets }: DelaySchedule,
  { factor, stampMs: late }: { readonly factor: number; readonly stampMs: number },
): Counter {
  if (code === resets!.replacedCode) return 'ceiling'
  if (code === resets!.drainCode) return new Set([0])
  if (registeredAt === undefined) return counter
  const spare = msBetween(registeredAt, at) - ceilingMs * factor
  if (msBetween(registeredAt, decidedAt) - ceilingMs * factor < -late) return counter
  // Just so long, or left by the host itself, which is no end that it decides upon: either may be.
  const either = spare < late || ((code === undefined || code === 1006) && error === undefined)
  return new Set([0, ...(either && counter instanceof Set ? counter : [])])
}

function next(known: Counter, told: number | undefined): Counter {
  if (told !== undefined) return new Set([told + 1])
  return known instanceof Set ? new Set([...known].map((k) => k + 1)) : undefined
}

/** @returns what is wrong with a delay, given in scenario time */
function wrong(
  delayMs: number,
  told: number | undefined,
  counter: Counter,
  { baseMs, ceilingMs, factorMin, leastMs }: DelaySchedule,
  tolerance: number,
): string | undefined {
  const range = (whole: number) => [Math.max(leastMs, factorMin * whole), whole] as const
  const at = (k: number) => range(Math.min(ceilingMs, baseMs * 2 ** Math.min(k, 30)))
  const ranges =
    counter === 'ceiling'
      ? [range(ceilingMs)]
      : counter === undefined
        ? [[at(0)[0], ceilingMs] as const]
        : [...counter].map(at)
  if (ranges.some(([low, high]) => delayMs >= low - tolerance && delayMs <= high + tolerance)) {
    const miscounted = counter instanceof Set && told !== undefined && !counter.has(told)
    return miscounted ? `counter ${told} where ${[...counter].join(' or ')} is due` : undefined
  }
  const due = ranges.map(([low, high]) => `${formatMs(low)} to ${formatMs(high)}`).join(' or ')
  return `waits ${formatMs(delayMs)} where ${due} was declared`
}
