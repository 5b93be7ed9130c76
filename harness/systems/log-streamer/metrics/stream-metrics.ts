import {
  beforeFaults,
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  type JournalEvent,
  median,
  missingProbes,
  msBetween,
  type Offender,
  param,
  z,
} from '../../../definitions.ts'

type Stream = EventOf<'stream'>

/** `answers-with-status`: probes and streams asked for in [from, to] that were answered with an HTTP status. What was asked before is not of that time. It is uncertain by the probes of which nothing is known. */
export const answersWithStatus = defineMetric(
  'answers-with-status',
  z.strictObject({ status: z.number().int(), from: param.moment, to: param.moment }),
  (events, { status, from, to }) => {
    const all = answers(events).filter(({ at }) => at >= from && at <= to)
    if (all.length === 0) return cannotTell('answers', 'nothing was answered in the time watched')
    const with_ = all.filter((one) => one.status === status)
    return countOf(
      with_.map(({ who, at }) => ({ host: who, at, text: `status ${status}` })),
      'answers',
      { of: all.length },
      missingProbes(events, { from, to }),
    )
  },
)

/** Answers, each at the moment in which it was asked for. */
function answers(events: readonly JournalEvent[]) {
  const probes = eventsOf(events, 'probe').map(({ sent, host, status }) => ({ at: sent, who: host, status }))
  const asked = new Map<string, number>()
  const streams = eventsOf(events, 'stream').flatMap(({ at, state, stream, status }) => {
    if (state === 'asked') asked.set(stream, at)
    return state === 'answered' ? [{ at: asked.get(stream) ?? at, who: stream, status }] : []
  })
  return [...probes, ...streams].filter(({ status }) => status !== undefined)
}

/** `streams-not-ended`: those of the named streams that the server had not ended as the protocol says by `at`. */
export const streamsNotEnded = defineMetric(
  'streams-not-ended',
  z.strictObject({ streams: z.array(z.string()), at: param.moment }),
  (events, { streams, at }) => {
    const own = Map.groupBy(eventsOf(events, 'stream'), ({ stream }) => stream)
    if (!streams.some((name) => own.get(name)?.some(({ state }) => state === 'first')))
      return cannotTell('streams', 'none of these streams had begun')
    const open = streams.flatMap((name) => notEnded(name, own.get(name) ?? [], at))
    return countOf(open, 'streams', { of: streams.length })
  },
)

function notEnded(host: string, events: readonly Stream[], by: number): Offender[] {
  const end = events.find(({ state, at }) => at <= by && ['ended', 'failed', 'left'].includes(state))
  if (end?.state === 'ended' && end.whole) return []
  const text = end
    ? `${end.state} ${end.error ?? (end.state === 'ended' ? 'in the middle' : '')}`.trim()
    : 'still open'
  return [{ host, ...(end && { at: end.at }), text }]
}

/** `streams-without-a-word`: those of the named streams that had ended by `at` and did not say that something was wrong with the log. */
export const streamsWithoutAWord = defineMetric(
  'streams-without-a-word',
  z.strictObject({ streams: z.array(z.string()), at: param.moment }),
  (events, { streams, at }) => {
    const ended = eventsOf(events, 'stream').filter(
      (event) => event.state === 'ended' && event.at <= at && streams.includes(event.stream),
    )
    if (ended.length === 0) return cannotTell('streams', 'none of these streams had ended')
    const silent = ended.filter(({ complaint }) => !complaint)
    return countOf(
      silent.map((event) => ({ host: event.stream, at: event.at, text: 'ended without a word' })),
      'streams',
      { of: ended.length },
    )
  },
)

/** `streams-left`: streams that had begun and that their clients left in [from, to]. */
export const streamsLeft = defineMetric(
  'streams-left',
  z.strictObject({ from: param.moment, to: param.moment }),
  (events, { from, to }) => {
    const all = eventsOf(events, 'stream')
    if (all.length === 0) return cannotTell('streams', 'nobody asked for a stream')
    const begun = new Set(all.filter(({ state }) => state === 'first').map(({ stream }) => stream))
    const left = all.filter(
      ({ state, stream, at }) => state === 'left' && begun.has(stream) && at >= from && at <= to,
    )
    return { observed: left.length, unit: 'streams', uncertainty: 0 }
  },
)

/** `work-of-opening`: usual time (median) before the first fault from asking for a stream to its first bytes, where many are asked for at once, ms. */
export const workOfOpening = defineMetric('work-of-opening', z.strictObject({}), (events) => {
  const before = beforeFaults(events, eventsOf(events, 'stream'))
  const begun = [...Map.groupBy(before, ({ stream }) => stream)].flatMap(([, life]) => {
    const asked = life.find(({ state }) => state === 'asked')
    const first = life.find(({ state }) => state === 'first')
    return asked && first ? [{ ms: msBetween(asked.at, first.at) }] : []
  })
  const ms = median(begun.map((one) => one.ms))
  if (ms === undefined) return cannotTell('ms', 'no stream had begun before the fault')
  const text = `half of ${begun.length} streams had begun after ${ms.toFixed(0)} ms`
  return { observed: ms, unit: 'ms', uncertainty: 0, offenders: [{ text }] }
})
