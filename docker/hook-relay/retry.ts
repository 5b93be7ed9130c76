import type { WebhookConstants } from './constants.ts'
import type { Outcome } from './post.ts'

/**
 * What an outcome means for its delivery. `down`: nobody there to take it, which says nothing about this delivery, so it waits as
 * long as it must. `failed`: may have to do with this delivery, so it counts. `refused`: the receiver does not want it.
 */
export type Judgement = 'delivered' | 'down' | 'failed' | 'refused'

/** Bad gateway and service unavailable: the proxy before the receiver finds nobody. */
const downStatuses = new Set([502, 503])

/** Request timeout, too early, too many requests: the same request may be sent again. */
const transientStatuses = new Set([408, 425, 429])

export function judge(outcome: Outcome): Judgement {
  if ('error' in outcome) return outcome.error === 'ECONNREFUSED' ? 'down' : 'failed'
  const { status } = outcome
  if (status >= 200 && status < 300) return 'delivered'
  if (downStatuses.has(status)) return 'down'
  return status >= 400 && status < 500 && !transientStatuses.has(status) ? 'refused' : 'failed'
}

/** In words, for logs and the dead-letter list. */
export const reasonOf = (outcome: Outcome): string =>
  'error' in outcome ? outcome.error : `status ${outcome.status}`

/** Milliseconds until the next attempt, after `tries` that failed. @param random in [0, 1) */
export function backoffMs(tries: number, constants: WebhookConstants, random: number): number {
  const { backoffBaseMs, backoffCeilingMs, backoffFactorMin } = constants
  const full = Math.min(backoffCeilingMs, backoffBaseMs * 2 ** (tries - 1))
  return full * (backoffFactorMin + (1 - backoffFactorMin) * random)
}
