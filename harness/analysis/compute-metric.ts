import { HarnessError } from '../errors.ts'
import type { JournalEvent } from '../journal/events.ts'
import { withReads } from '../journal/reads.ts'
import { notAvailable } from './capabilities.ts'
import { allMetrics, cannotTell, type MetricValue, metricNamed, type Params } from './metric.ts'
import { inOrder } from './moments.ts'
import { withStalls } from './stalls.ts'

/**
 * Computes a metric from a journal.
 * @throws HarnessError for a name that no file defines, or parameters that do not fit.
 */
export function computeMetric(name: string, events: readonly JournalEvent[], params: Params): MetricValue {
  const metric = metricNamed(name)
  if (!metric) {
    const known = allMetrics().map((one) => one.name)
    throw new HarnessError(`metric '${name}': unknown; known are ${known.join(', ')}`)
  }
  try {
    const computed = withReads(() => metric.compute(inOrder(events), params))
    const value = withStalls(computed, events, params)
    const reason = notAvailable(name, events, params)
    return reason === undefined ? value : cannotTell(value.unit, reason)
  } catch (error) {
    if (error instanceof HarnessError) throw new HarnessError(`metric '${name}': ${error.message}`)
    throw error
  }
}
