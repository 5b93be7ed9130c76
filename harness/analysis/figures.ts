import { HarnessError } from '../errors.ts'
import type { JournalEvent } from '../journal/events.ts'
import {
  acknowledgement,
  deliveriesLost,
  deliveriesOutOfOrder,
  deliveriesRetried,
  deliveriesSent,
  effectsDuplicated,
} from './delivery-figures.ts'
import { dialsBucketShare, dialsPerHost, sawError, tunnelsOpened } from './dials.ts'
import { directoryTrueAfter, entriesOwned, staleEntries } from './directory-figures.ts'
import { exitCode, exitTime } from './exits.ts'
import type { Figure, FigureValue, Params } from './figure.ts'
import { deadLetters, deliveriesOpenMax, endsMidDelivery, proxyAnswers, queueDrained } from './hop-figures.ts'
import { inOrder } from './moments.ts'
import { clientOutage, hostOutage } from './outage.ts'
import { misrouted, pendingAnswered, probeFailures, probeLatency } from './probe-figures.ts'
import { reconnect } from './reconnect.ts'

/** Every figure that a check may name. A check stores the name and the parameters, so that it can be computed again. */
export const figures: Readonly<Record<string, Figure>> = {
  reconnect,
  'client-outage': clientOutage,
  'host-outage': hostOutage,
  'exit-code': exitCode,
  'exit-time': exitTime,
  'entries-owned': entriesOwned,
  'stale-entries': staleEntries,
  'directory-true-after': directoryTrueAfter,
  'tunnels-opened': tunnelsOpened,
  'pending-answered': pendingAnswered,
  'dials-bucket-share': dialsBucketShare,
  'dials-per-host': dialsPerHost,
  'saw-error': sawError,
  misrouted,
  'probe-failures': probeFailures,
  'probe-latency': probeLatency,
  'deliveries-sent': deliveriesSent,
  acknowledgement,
  'deliveries-lost': deliveriesLost,
  'effects-duplicated': effectsDuplicated,
  'deliveries-out-of-order': deliveriesOutOfOrder,
  'deliveries-retried': deliveriesRetried,
  'deliveries-open-max': deliveriesOpenMax,
  'queue-drained': queueDrained,
  'ends-mid-delivery': endsMidDelivery,
  'dead-letters': deadLetters,
  'proxy-answers': proxyAnswers,
}

/**
 * Computes a figure from a journal.
 * @throws HarnessError for a name that is not in `figures` or parameters that do not fit.
 */
export function computeFigure(name: string, events: readonly JournalEvent[], params: Params): FigureValue {
  const figure = Object.hasOwn(figures, name) ? figures[name] : undefined
  if (!figure)
    throw new HarnessError(`figure '${name}': unknown; known are ${Object.keys(figures).join(', ')}`)
  try {
    return figure.compute(inOrder(events), params)
  } catch (error) {
    if (error instanceof HarnessError) throw new HarnessError(`figure '${name}': ${error.message}`)
    throw error
  }
}
