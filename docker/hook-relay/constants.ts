import { type Env, withOverrides } from '../env.ts'
import { scaleTable } from '../scale.ts'

/**
 * The one table of webhook delivery, in scenario time (`production` = 1). Source: design, systems.md, system 4, where a line
 * says nothing else.
 */
export const webhookConstants = {
  /** The forge gives a delivery up after so long; GitHub's limit. */
  deliveryTimeoutMs: 10_000,
  /** The hop gives up one attempt after so long. */
  attemptTimeoutMs: 2_000,
  /**
   * Attempts that may count against a delivery. Each of 200 deliveries over a link that loses every second new flow fails so
   * often in a row with probability 0.5²⁰: 0.02 % for one of them.
   */
  attemptsMax: 20,
  /** Delay before the next attempt: base, doubled each time, up to the ceiling, times a random factor in [0.5, 1). */
  backoffBaseMs: 250,
  backoffCeilingMs: 2_000,
  backoffFactorMin: 0.5,
  /** Deliveries under way at once. */
  openMax: 16,
  /** Deliveries that the queue holds at most; then the hop refuses with 503, so that the forge knows. */
  queueMax: 10_000,
  /** How long a delivery's key is remembered: a forge offers redelivery for days. Redis counts in whole seconds. */
  keyTtlMs: 3 * 24 * 3_600_000,
  /** Deadline of a call to the queue, after which nothing is acknowledged: half of what the forge waits. */
  storeDeadlineMs: 5_000,
  /** Naive form: workers, each tied to one delivery from its arrival to its end, and attempts without a pause. */
  naiveWorkers: 8,
  naiveAttempts: 3,
  /** `ack-before-store`: what was acknowledged is written to the queue this often. */
  writeBehindMs: 1_000,
  /**
   * nginx before the receiver gives up on a request whose body does not come (client_body_timeout, 60 s unless set): shorter than an
   * attempt of the hop, so that the far side is the one that gives up.
   */
  bodyTimeoutMs: 1_000,
  /** nginx gives up on a receiver that does not answer (proxy_read_timeout): its default. */
  proxyReadTimeoutMs: 60_000,
  /**
   * What the receiver does before a build is started. Ours: long enough that at the load of the scenarios there is always one under way,
   * short enough that 16 at once take more than they send.
   */
  buildMs: 500,
  /** Size of a webhook's body: a small push event. */
  payloadBytes: 2_048,
} as const

export type WebhookConstants = { readonly [K in keyof typeof webhookConstants]: number }

/** @param env may name constants that differ (`CONSTANTS`) */
export function scaleWebhookConstants(factor: number, env: Env = {}): WebhookConstants {
  return scaleTable<WebhookConstants>(withOverrides<WebhookConstants>(env, webhookConstants), factor)
}
