import { computeMetric } from '../analysis/compute-metric.ts'
import type { Metric } from '../analysis/metric.ts'
import { messageOf, UsageError } from '../errors.ts'
import type { JournalEvent, Json } from '../journal/events.ts'
import { notSeen, type Seen, type Watching } from './signal.ts'

/** Least time from one computation to the next, ms. */
const EVERY_MS = 1_000
/** A computation goes through the whole journal: it takes at most this share of the harness's time. */
const SHARE = 0.05

/** Parameters of metrics that are moments, by when they are. */
const BEGINNINGS = ['since', 'from']
const NOW = ['until', 'to', 'at']

/**
 * Computes a metric from the journal as it grows. Moments that it asks for and that nobody gave are filled in: the beginning of the watch,
 * and now.
 * @throws UsageError for parameters that do not fit
 */
export function metricWatch(
  text: string,
  metric: Metric,
  given: Readonly<Record<string, Json>>,
): () => Watching {
  const own = (names: readonly string[]) =>
    names.filter((name) => metric.parameters.includes(name) && given[name] === undefined)
  const [beginnings, ends] = [own(BEGINNINGS), own(NOW)]
  const paramsAt = (from: number, at: number) => ({
    ...given,
    ...Object.fromEntries([...beginnings.map((name) => [name, from]), ...ends.map((name) => [name, at])]),
  })
  const wrong = metric.wrongParameters(paramsAt(0, 0))
  if (wrong !== undefined)
    throw new UsageError(
      `guard ${JSON.stringify(text)}: ${wrong}; ${metric.name} takes ${metric.parameters.join(', ')}`,
    )
  return () => {
    const events: JournalEvent[] = []
    let began: number | undefined
    let [next, seen]: [number, Seen] = [0, notSeen('it was not computed yet')]
    return {
      take: (event) => void events.push(event),
      value: (at) => {
        began ??= at
        const started = performance.now()
        if (started < next) return seen
        seen = valueAt(metric.name, events, paramsAt(began, at))
        const ended = performance.now()
        next = ended + Math.max(EVERY_MS, (ended - started) / SHARE)
        return seen
      },
    }
  }
}

function valueAt(
  name: string,
  events: readonly JournalEvent[],
  params: Readonly<Record<string, Json>>,
): Seen {
  try {
    const { observed, atLeast, reason, unit } = computeMetric(name, events, params)
    if (reason !== undefined) return notSeen(reason)
    // A time that is still running is at least as long as it has run.
    const value = observed ?? atLeast
    return value === undefined ? notSeen('it has not come yet') : { value, unit }
  } catch (error) {
    return notSeen(messageOf(error))
  }
}
