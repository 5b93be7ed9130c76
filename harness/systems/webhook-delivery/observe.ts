import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { HOP } from '../../analysis/deliveries.ts'
import { type FigureRef, figure, type Window } from '../figure-ref.ts'
import type { Member } from '../member.ts'

/** The figures of webhook delivery; each is computed from the journal. A window selects the webhooks that were due in it. */
export interface WebhookObservations {
  /** Webhooks sent. */
  sent(window: Window): FigureRef
  /** Webhooks sent that the forge knows to have been taken. */
  acknowledged(window: Window): FigureRef
  /** From the moment a webhook was due to its acknowledgement, ms, p99; one never acknowledged counts as never. */
  acknowledgement(window: Window): FigureRef
  /** Webhooks without an effect at the receiver when the wait for them was over. */
  lost(window: Window): FigureRef
  /** Webhooks that the forge knows to have been taken, and that had no effect. */
  acknowledgedLost(window: Window): FigureRef
  /** Effects beyond the first of each webhook. */
  duplicated(window: Window): FigureRef
  /** Webhooks that reached the receiver after a later one of the same repository. */
  outOfOrder(window: Window): FigureRef
  /** Webhooks delivered after at least one failed attempt whose recorded reason says this. */
  retried(window: Window, says: string): FigureRef
  /** Time after `since` until the hop had nothing left, ms. */
  drained(window: Window): FigureRef
  /** Most deliveries that the hop had under way at once. */
  openDeliveries(window: Window): FigureRef
  /** Deliveries given up and kept, by whether they say why. */
  deadLetters(window: Window, reason: 'given' | 'missing'): FigureRef
  /** Of those the ones whose reason does not say this, as what came last. */
  deadLettersOtherwise(window: Window, says: string): FigureRef
  /** Requests that nginx ended with this status. */
  answers(status: number, window: Window): FigureRef
  /** Ends of the hop at which something waited that was acknowledged and that nobody had attempted yet. */
  endsWithQueue(target: Member, window: Window): FigureRef
  /** Ends of the hop at which an attempt was under way that came to nothing. */
  endsWithoutEffect(target: Member, window: Window): FigureRef
  /** Repetitions that the receiver knew for such after a moment (ns), by default at any time. */
  suppressed(window: Window, after?: number): FigureRef
  /** Fewest failed attempts of what was given up. */
  attemptsOfDead(): FigureRef
  /** Largest difference between an attempt that timed out and the declared timeout, ms. */
  attemptTimeoutOff(window: Window): FigureRef
  /** How far a pause before a further attempt lies outside the declared backoff, ms. */
  attemptPauseOff(window: Window): FigureRef
  /** Webhooks that were not acknowledged though no fault had to do with the way to the hop. */
  refusedUntouched(): FigureRef
  /** Attempts that failed while there was no fault. */
  attemptsFailedUntouched(): FigureRef
  /** Deliveries whose body, content type or signature arrived otherwise than it was sent. */
  altered(): FigureRef
  /** Ends of the service at which a delivery was under way. */
  endsMidDelivery(target: Member, window: Window): FigureRef
}

const { attemptTimeoutMs, backoffBaseMs, backoffCeilingMs, backoffFactorMin } = webhookConstants

export const observeWebhooks = (factor: number): WebhookObservations => ({
  sent: (window) => figure('deliveries-sent', { ...window, of: 'sent' }),
  acknowledged: (window) => figure('deliveries-sent', { ...window, of: 'acknowledged' }),
  acknowledgement: (window) => figure('acknowledgement', { ...window, stat: 'p99' }),
  lost: (window) => figure('deliveries-lost', { ...window, of: 'sent' }),
  acknowledgedLost: (window) => figure('deliveries-lost', { ...window, of: 'acknowledged' }),
  duplicated: (window) => figure('effects-duplicated', { ...window }),
  outOfOrder: (window) => figure('deliveries-out-of-order', { ...window }),
  retried: (window, says) => figure('deliveries-retried', { ...window, says }),
  drained: (window) => figure('queue-drained', { ...window }),
  openDeliveries: (window) => figure('deliveries-open-max', { ...window }),
  deadLetters: (window, reason) => figure('dead-letters', { ...window, reason }),
  deadLettersOtherwise: (window, says) => figure('dead-letters-otherwise', { ...window, says }),
  answers: (status, window) => figure('proxy-answers', { ...window, service: 'nginx', status }),
  endsMidDelivery: ({ service }, window) => figure('ends-mid-delivery', { ...window, service: service.name }),
  endsWithQueue: ({ service }, window) => figure('ends-with-queue', { ...window, service: service.name }),
  endsWithoutEffect: ({ service }, window) =>
    figure('ends-without-effect', { ...window, service: service.name }),
  suppressed: (window, after = 0) => figure('deliveries-suppressed', { ...window, after }),
  attemptsOfDead: () => figure('attempts-of-dead', {}),
  attemptTimeoutOff: (window) =>
    figure('attempt-timeout-off', { ...window, timeoutMs: attemptTimeoutMs * factor }),
  attemptPauseOff: (window) =>
    figure('attempt-pause-off', {
      ...window,
      baseMs: backoffBaseMs * factor,
      ceilingMs: backoffCeilingMs * factor,
      factorMin: backoffFactorMin,
    }),
  refusedUntouched: () => figure('untouched-failures', { probe: 'webhook', touchedBy: [{ target: HOP }] }),
  attemptsFailedUntouched: () => figure('attempts-failed-untouched', {}),
  altered: () => figure('deliveries-altered', {}),
})
