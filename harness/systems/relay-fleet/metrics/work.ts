import {
  beforeFaults,
  cannotTell,
  defineMetric,
  type EventOf,
  eventsOf,
  type JournalEvent,
  type MetricValue,
  msBetween,
  param,
  z,
} from '../../../definitions.ts'
import { dialsOf } from '../analysis/tunnels.ts'

/**
 * Work that no profile makes shorter, measured in the execution itself: the same services doing the same work before the first fault.
 * Limits that contain such work are longer by it, and by nothing else.
 */
const work = (ms: number, text: string, at: number): MetricValue => ({
  observed: ms,
  unit: 'ms',
  uncertainty: 0,
  offenders: [{ at, text }],
})

/**
 * `work-of-dialling`: the longest stretch before the first fault in which some host was dialling, from its attempt to its registration,
 * ms. All hosts dial at once when a fleet starts, so it is the time that all of them need; hosts that start one after the other
 * leave gaps between them, and the longest of their dials counts. `declaredMs`: taken where hosts do not report their dials.
 */
export const workOfDialling = defineMetric(
  'work-of-dialling',
  { params: z.strictObject({ declaredMs: z.number().optional() }), needs: ['attempt', 'registered'] },
  (events, params) => {
    const first = firstFault(events)
    const dials = dialsOf(events)
      .flatMap(({ attemptAt, registeredAt }) =>
        attemptAt !== undefined && registeredAt !== undefined && registeredAt < first
          ? [{ from: attemptAt, to: registeredAt }]
          : [],
      )
      .sort((a, b) => a.from - b.from)
    const longest = longestStretch(dials)
    if (!longest && params.declaredMs !== undefined)
      return {
        observed: params.declaredMs,
        unit: 'ms',
        uncertainty: 0,
        offenders: [{ text: 'as the target declares' }],
      }
    if (!longest) return cannotTell('ms', 'no host was seen to dial and register before the fault')
    const ms = msBetween(longest.from, longest.to)
    return work(
      ms,
      `${dials.length} hosts dialled, the last was registered after ${ms.toFixed(0)} ms`,
      longest.to,
    )
  },
)

interface Stretch {
  readonly from: number
  readonly to: number
}

/** Of stretches in the order of their beginnings, those that overlap are one. */
function longestStretch(sorted: readonly Stretch[]): Stretch | undefined {
  let current: Stretch | undefined
  let longest: Stretch | undefined
  for (const { from, to } of sorted) {
    current =
      current && from <= current.to ? { from: current.from, to: Math.max(current.to, to) } : { from, to }
    if (!longest || current.to - current.from > longest.to - longest.from) longest = current
  }
  return longest
}

/** `work-of-starting`: from the start of a service's process until it accepted connections, its first start in this execution, ms. */
export const workOfStarting = defineMetric(
  'work-of-starting',
  z.strictObject({ service: z.string() }),
  (events, { service }) => {
    const own = eventsOf(events, 'service').filter((event) => event.service === service)
    const spawned = own.find(({ state }) => state === 'spawned')
    const accepting = own.find(({ state }) => state === 'accepting')
    if (!spawned || !accepting || accepting.at >= firstFault(events))
      return cannotTell('ms', `${service} was not seen to start before the fault`)
    const ms = msBetween(spawned.at, accepting.at)
    return work(ms, `${service} accepted connections ${ms.toFixed(0)} ms after its start`, accepting.at)
  },
)

const answering = z.strictObject({ probe: param.probe, stat: z.enum(['p50', 'max']).default('max') })

/** `work-of-answering`: the slowest good answer to a request that was due in the steady state before the first fault, or the middle one, ms. */
export const workOfAnswering = defineMetric('work-of-answering', answering, (events, { probe, stat }) => {
  const good = beforeFaults(
    events,
    eventsOf(events, 'probe').filter((event) => event.ok && (!probe || event.probe === probe)),
  )
  const proved = eventsOf(events, 'steady').find(({ when, ok }) => when === 'before' && ok)?.at ?? 0
  const steady = good.filter(({ due }) => due >= proved)
  // A scenario whose fault comes at once has no more than the requests that proved the steady state.
  const sorted = inOrderOfTime(steady.length > 0 ? steady : good)
  const chosen = stat === 'max' ? sorted.at(-1) : sorted[Math.floor((sorted.length - 1) / 2)]
  if (!chosen) return cannotTell('ms', 'no request was answered before the fault')
  const ms = msBetween(chosen.due, chosen.at)
  return work(ms, `${chosen.host} answered after ${ms.toFixed(0)} ms`, chosen.at)
})

const inOrderOfTime = (probes: readonly EventOf<'probe'>[]): EventOf<'probe'>[] =>
  probes.toSorted((a, b) => a.at - a.due - (b.at - b.due))

const firstFault = (events: readonly JournalEvent[]): number => eventsOf(events, 'fault')[0]?.at ?? Infinity
