import { HarnessError } from '../errors.ts'
import type { JournalEvent } from '../journal/events.ts'
import { withReads } from '../journal/reads.ts'
import { answerTime, logLines } from './answers.ts'
import { applicationsUnderWay, appliedAgain, halfDoneSuccesses, leftOut } from './applications.ts'
import { attemptPauseOff, attemptsOfDead, attemptTimeoutOff } from './attempt-metrics.ts'
import { clientDisconnected } from './client-metrics.ts'
import { socketCloseTime, socketsOpen } from './client-sockets.ts'
import { decidedDelay } from './decided-delay.ts'
import { delaysOffSchedule } from './delay-schedule.ts'
import {
  acknowledgement,
  deliveriesAltered,
  deliveriesLost,
  deliveriesOutOfOrder,
  deliveriesRetried,
  deliveriesSent,
  deliveriesSuppressed,
  effectsDuplicated,
} from './delivery-metrics.ts'
import { detection, reconnectAfterDetection } from './detection.ts'
import { dialGap, dialsRate } from './dial-rates.ts'
import { dialsBucketShare, dialsPerHost, tunnelsOpened } from './dials.ts'
import { dialsStarted, dialsUnderWay } from './dials-at.ts'
import { directoryTrueAfter, entriesOwned, staleEntries } from './directory-metrics.ts'
import { hostsMissing, liveMissing, staleWindow } from './directory-windows.ts'
import { closedOtherwise, drainWait, noticeTime } from './drain-metrics.ts'
import { exitCode, exitTime } from './exits.ts'
import {
  expiryOff,
  leftAtRefresh,
  pingIntervalOff,
  removedAfterExpiry,
  removedBeforeExpiry,
} from './heartbeat-metrics.ts'
import {
  deadLetters,
  deadLettersOtherwise,
  deliveriesOpenMax,
  endsMidDelivery,
  endsWithoutEffect,
  endsWithQueue,
  proxyAnswers,
  queueDrained,
} from './hop-metrics.ts'
import { hostOutage } from './host-outage.ts'
import {
  attempts,
  deadJobs,
  deploymentTime,
  jobEndedAfter,
  jobsCompleted,
  retryDecided,
  retrySpacing,
  workOfTakingUp,
} from './jobs.ts'
import { probeLatencyRise } from './latency-rise.ts'
import { hostsLetIn } from './let-in.ts'
import { memoryPerHost } from './memory.ts'
import { memoryOverBase, timersGrown } from './memory-metrics.ts'
import { cannotTell, type Metric, type MetricValue, type Params } from './metric.ts'
import { inOrder } from './moments.ts'
import { answersOfOthers, deliveredTwice } from './once.ts'
import {
  operationsLost,
  operationsOpen,
  operationsRepeated,
  operationsSeen,
  operationTime,
} from './operation-metrics.ts'
import { clientOutage } from './outage.ts'
import { misrouted, otherAnswers, pendingAnswered, probeFailures } from './probe-metrics.ts'
import { answeredAfter, probeOverBase } from './probe-recovery.ts'
import { reconnect } from './reconnect.ts'
import { registrations } from './registrations.ts'
import { reportedOtherwise } from './reported.ts'
import { roundTrips } from './round-trips.ts'
import { acceptQueueMax, descriptorsMax, descriptorsOverBase, longestInState } from './socket-metrics.ts'
import { withStalls } from './stalls.ts'
import { startTime } from './starts.ts'
import { leftInOrder, notToldOnce, signalsSent, tunnelsServed } from './stopping.ts'
import {
  answersWithStatus,
  streamsLeft,
  streamsNotEnded,
  streamsWithoutAWord,
  workOfOpening,
} from './stream-metrics.ts'
import { notAvailable } from './told.ts'
import { closedWith } from './tunnel-ends.ts'
import { lostInRegistration, tunnelsLost } from './tunnel-metrics.ts'
import { tunnelsReset } from './tunnels-reset.ts'
import { failedAside, failedBeforeFault } from './untouched.ts'
import {
  attemptsFailedUntouched,
  jobsRetriedUntouched,
  streamsFailedUntouched,
  untouchedFailures,
} from './untouched-work.ts'
import { workOfAnswering, workOfDialling, workOfStarting } from './work.ts'

/** Every metric that a check may name. A check stores the name and the parameters, so that it can be computed again. */
export const metrics: Readonly<Record<string, Metric>> = {
  reconnect,
  'client-outage': clientOutage,
  'host-outage': hostOutage,
  'exit-code': exitCode,
  'exit-time': exitTime,
  'entries-owned': entriesOwned,
  'stale-entries': staleEntries,
  'directory-true-after': directoryTrueAfter,
  'stale-window': staleWindow,
  'live-missing': liveMissing,
  'hosts-missing': hostsMissing,
  'tunnels-opened': tunnelsOpened,
  'pending-answered': pendingAnswered,
  'dials-bucket-share': dialsBucketShare,
  'dials-per-host': dialsPerHost,
  'dials-rate': dialsRate,
  'dial-gap': dialGap,
  'decided-delay': decidedDelay,
  'delays-off-schedule': delaysOffSchedule,
  'notice-time': noticeTime,
  'drain-wait': drainWait,
  'closed-otherwise': closedOtherwise,
  'failed-before-fault': failedBeforeFault,
  'failed-aside': failedAside,
  'sockets-open': socketsOpen,
  'delivered-twice': deliveredTwice,
  'answers-of-others': answersOfOthers,
  'hosts-let-in': hostsLetIn,
  'socket-close-time': socketCloseTime,
  registrations,
  detection,
  'reconnect-after-detection': reconnectAfterDetection,
  'tunnels-lost': tunnelsLost,
  'closed-with': closedWith,
  'tunnels-reset': tunnelsReset,
  'round-trips': roundTrips,
  'start-time': startTime,
  'lost-in-registration': lostInRegistration,
  misrouted,
  'probe-failures': probeFailures,
  'other-answers': otherAnswers,
  'answer-time': answerTime,
  'log-lines': logLines,
  'signals-sent': signalsSent,
  'tunnels-served': tunnelsServed,
  'not-told-once': notToldOnce,
  'left-in-order': leftInOrder,
  'dials-under-way': dialsUnderWay,
  'dials-started': dialsStarted,
  'probe-latency-rise': probeLatencyRise,
  'memory-per-host': memoryPerHost,
  'applied-again': appliedAgain,
  'left-out': leftOut,
  'applications-under-way': applicationsUnderWay,
  'reported-otherwise': reportedOtherwise,
  'work-of-taking-up': workOfTakingUp,
  'half-done-successes': halfDoneSuccesses,
  'jobs-completed': jobsCompleted,
  attempts,
  'job-ended-after': jobEndedAfter,
  'retry-decided': retryDecided,
  'retry-spacing': retrySpacing,
  'dead-jobs': deadJobs,
  'deployment-time': deploymentTime,
  'probe-over-base': probeOverBase,
  'answered-after': answeredAfter,
  'longest-in-state': longestInState,
  'descriptors-over-base': descriptorsOverBase,
  'descriptors-max': descriptorsMax,
  'accept-queue-max': acceptQueueMax,
  'memory-over-base': memoryOverBase,
  'timers-grown': timersGrown,
  'ping-interval-off': pingIntervalOff,
  'expiry-off': expiryOff,
  'left-at-refresh': leftAtRefresh,
  'removed-before-expiry': removedBeforeExpiry,
  'removed-after-expiry': removedAfterExpiry,
  'answers-with-status': answersWithStatus,
  'streams-not-ended': streamsNotEnded,
  'work-of-opening': workOfOpening,
  'streams-without-a-word': streamsWithoutAWord,
  'streams-left': streamsLeft,
  'deliveries-sent': deliveriesSent,
  acknowledgement,
  'deliveries-lost': deliveriesLost,
  'effects-duplicated': effectsDuplicated,
  'deliveries-out-of-order': deliveriesOutOfOrder,
  'deliveries-retried': deliveriesRetried,
  'deliveries-suppressed': deliveriesSuppressed,
  'deliveries-altered': deliveriesAltered,
  'attempts-of-dead': attemptsOfDead,
  'attempt-timeout-off': attemptTimeoutOff,
  'attempt-pause-off': attemptPauseOff,
  'ends-without-effect': endsWithoutEffect,
  'ends-with-queue': endsWithQueue,
  'deliveries-open-max': deliveriesOpenMax,
  'queue-drained': queueDrained,
  'ends-mid-delivery': endsMidDelivery,
  'dead-letters': deadLetters,
  'dead-letters-otherwise': deadLettersOtherwise,
  'proxy-answers': proxyAnswers,
  'untouched-failures': untouchedFailures,
  'attempts-failed-untouched': attemptsFailedUntouched,
  'jobs-retried-untouched': jobsRetriedUntouched,
  'streams-failed-untouched': streamsFailedUntouched,
  'client-disconnected': clientDisconnected,
  'operations-seen': operationsSeen,
  'operations-lost': operationsLost,
  'operations-repeated': operationsRepeated,
  'operation-time': operationTime,
  'operations-open': operationsOpen,
  'work-of-dialling': workOfDialling,
  'work-of-starting': workOfStarting,
  'work-of-answering': workOfAnswering,
}

/**
 * Computes a metric from a journal.
 * @throws HarnessError for a name that is not in `metrics` or parameters that do not fit.
 */
export function computeMetric(name: string, events: readonly JournalEvent[], params: Params): MetricValue {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (!metric)
    throw new HarnessError(`metric '${name}': unknown; known are ${Object.keys(metrics).join(', ')}`)
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
