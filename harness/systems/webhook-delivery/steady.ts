import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { now } from '../../journal/clock.ts'
import type { SteadyState } from '../../system/system.ts'
import { waitUntil } from '../../system/wait-until.ts'
import type { DeliveryTracker } from './delivery-tracker.ts'
import type { Forge } from './forge.ts'

/** Between two looks at a round. */
const pauseMs = 5

/** From one webhook of a round to the next. */
const everyMs = 2

/** Webhooks of a round: few enough that a system which fails every twentieth still gets rounds through, and is told by its failures. */
const roundCount = 10

/**
 * Rounds that have to succeed after the first, which warms everything up: a hundred webhooks, so that a system which fails one in twenty all the time is all but sure to show it
 * (0.95¹⁰⁰ = 0.6 % that it does not).
 */
const rounds = 10

/** Unscaled part of what a round is given: a webhook takes some milliseconds. */
const roundMs = 1_000

interface SteadyParts {
  readonly tracker: DeliveryTracker
  readonly forge: Forge
  readonly repositories: readonly string[]
  readonly factor: number
  /** Called when the first round got through. */
  readonly warm: () => void
}

/**
 * Waits until eleven rounds of webhooks were acknowledged and took effect, and the hop has nothing left. Rounds are sent until so many
 * succeeded; a webhook that was lost is not sent again, but the next one may get through.
 */
export async function waitForSteady(
  { tracker, forge, repositories, factor, warm }: SteadyParts,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const start = now()
  const tookMs = () => (now() - start) / 1e6
  const hosts = repositories.length
  // The deliveries of a repository come one after the other.
  const withinMs = roundMs + 2 * Math.ceil(roundCount / hosts) * webhookConstants.buildMs * factor
  for (let left = rounds + 1; ; ) {
    const refused = tracker.refused

    const [acknowledged, effects] = [tracker.acknowledged.size, tracker.effects.size]
    await forge.load({ count: roundCount, everyMs, repositories })
    const answered = () => tracker.acknowledged.size - acknowledged
    const took = () => tracker.effects.size - effects
    const good = () => answered() >= roundCount && took() >= roundCount && tracker.waiting.size === 0
    // An effect that an earlier round left behind counts for this one at most once: the next round starts anew.
    const done = await waitUntil(() => good() || tracker.refused > refused, {
      limitMs: withinMs,
      signal,
      pollMs: pauseMs,
    })
    const ok = done && good()
    if (ok && left === rounds + 1) warm()
    const state = { hosts, answered: answered(), tookMs: tookMs() }
    if (ok && --left === 0) return { ok: true, ...state }
    if (state.tookMs > timeoutMs)
      return {
        ok: false,
        ...state,
        reason:
          `no steady state within ${Math.round(timeoutMs)} ms: of ${roundCount} webhooks ${state.answered} were acknowledged, ` +
          `${took()} took effect, ${tracker.waiting.size} wait`,
      }
  }
}
