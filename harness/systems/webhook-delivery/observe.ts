import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { fromTo, type Member, type MetricRef, metric, type Window } from '../../door.ts'
import { HOP } from './analysis/deliveries.ts'

/** The metrics of webhook delivery; each is computed from the journal. A window selects the webhooks that were due in it. */
export interface WebhookObservations {
  /** Webhooks sent. */
  sent(window: Window): MetricRef
  /** Webhooks sent that the forge knows to have been taken. */
  acknowledged(window: Window): MetricRef
  /** From the moment a webhook was due to its acknowledgement, ms, p99; one never acknowledged counts as never. */
  acknowledgement(window: Window): MetricRef
  /** Webhooks without an effect at the receiver when the wait for them was over. */
  lost(window: Window): MetricRef
  /** Webhooks that the forge knows to have been taken, and that had no effect. */
  acknowledgedLost(window: Window): MetricRef
  /** Effects beyond the first of each webhook. */
  duplicated(window: Window): MetricRef
  /** Webhooks that reached the receiver after a later one of the same repository. */
  outOfOrder(window: Window): MetricRef
  /** Webhooks delivered after at least one failed attempt whose recorded reason says this. */
  retried(window: Window, says: string): MetricRef
  /** Time after `since` until the hop had nothing left, ms. */
  drained(window: Window): MetricRef
  /** What it takes the machine, by the deliveries of this execution before its first fault, to drain what waited at a moment (ns). */
  drainingWork(at: number): MetricRef
  /** Most deliveries that the hop had under way at once. */
  openDeliveries(window: Window): MetricRef
  /** Deliveries given up and kept, by whether they say why. */
  deadLetters(window: Window, reason: 'given' | 'missing'): MetricRef
  /** Of those the ones whose reason does not say this, as what came last. */
  deadLettersOtherwise(window: Window, says: string): MetricRef
  /** Deliveries given up and not kept. */
  deadLettersMissing(window: Window): MetricRef
  /** Requests that nginx ended with this status. */
  answers(status: number, window: Window): MetricRef
  /** Ends of the hop at which something waited that was acknowledged and that nobody had attempted yet. */
  endsWithQueue(target: Member, window: Window): MetricRef
  /** Ends of the hop at which an attempt was under way that came to nothing. */
  endsWithoutEffect(target: Member, window: Window): MetricRef
  /** Repetitions that the receiver knew for such after a moment (ns), by default at any time. */
  suppressed(window: Window, after?: number): MetricRef
  /** Fewest failed attempts of what was given up. */
  attemptsOfDead(): MetricRef
  /** Largest difference between an attempt that timed out and the declared timeout, ms. */
  attemptTimeoutOff(window: Window): MetricRef
  /** How far a pause before a further attempt lies outside the declared backoff, ms. */
  attemptPauseOff(window: Window): MetricRef
  /** Webhooks that were not acknowledged though no fault had to do with the way to the hop. */
  refusedUntouched(): MetricRef
  /** Attempts that failed while there was no fault. */
  attemptsFailedUntouched(): MetricRef
  /** Connections on which the hop sent something although it had been presented a bad certificate. */
  badCertificatesTrusted(window: Window): MetricRef
  /** Deliveries whose body, content type or signature arrived otherwise than it was sent. */
  altered(): MetricRef
  /** Ends of the service at which a delivery was under way. */
  endsMidDelivery(target: Member, window: Window): MetricRef
}

const { attemptTimeoutMs, backoffBaseMs, backoffCeilingMs, backoffFactorMin, buildMs } = webhookConstants

export const observeWebhooks = (factor: number): WebhookObservations => ({
  sent: (window) => metric('deliveries-sent', { ...window, of: 'sent' }),
  acknowledged: (window) => metric('deliveries-sent', { ...window, of: 'acknowledged' }),
  acknowledgement: (window) => metric('acknowledgement', { ...window, stat: 'p99' }),
  lost: (window) => metric('deliveries-lost', { ...window, of: 'sent' }),
  acknowledgedLost: (window) => metric('deliveries-lost', { ...window, of: 'acknowledged' }),
  duplicated: (window) => metric('effects-duplicated', { ...window }),
  outOfOrder: (window) => metric('deliveries-out-of-order', { ...window }),
  retried: (window, says) => metric('deliveries-retried', { ...window, says }),
  drained: (window) => metric('queue-drained', { ...window }),
  drainingWork: (at) => metric('work-of-draining', { at, buildMs: buildMs * factor }),
  openDeliveries: (window) => metric('deliveries-open-max', { ...window }),
  deadLetters: (window, reason) => metric('dead-letters', { ...window, reason }),
  deadLettersOtherwise: (window, says) => metric('dead-letters-otherwise', { ...window, says }),
  deadLettersMissing: (window) => metric('dead-letters-missing', { ...window }),
  answers: (status, window) => metric('proxy-answers', { ...window, service: 'nginx', status }),
  endsMidDelivery: ({ service }, window) => metric('ends-mid-delivery', { ...window, service: service.name }),
  endsWithQueue: ({ service }, window) => metric('ends-with-queue', { ...window, service: service.name }),
  endsWithoutEffect: ({ service }, window) =>
    metric('ends-without-effect', { ...window, service: service.name }),
  suppressed: (window, after = 0) => metric('deliveries-suppressed', { ...window, after }),
  attemptsOfDead: () => metric('attempts-of-dead', {}),
  attemptTimeoutOff: (window) =>
    metric('attempt-timeout-off', { ...window, timeoutMs: attemptTimeoutMs * factor }),
  attemptPauseOff: (window) =>
    metric('attempt-pause-off', {
      ...window,
      baseMs: backoffBaseMs * factor,
      ceilingMs: backoffCeilingMs * factor,
      factorMin: backoffFactorMin,
    }),
  refusedUntouched: () => metric('untouched-failures', { probe: 'webhook', touchedBy: [{ target: HOP }] }),
  attemptsFailedUntouched: () => metric('attempts-failed-untouched', {}),
  badCertificatesTrusted: (window) =>
    metric('bad-certificates-trusted', { ...fromTo(window), service: 'edge' }),
  altered: () => metric('deliveries-altered', {}),
})
