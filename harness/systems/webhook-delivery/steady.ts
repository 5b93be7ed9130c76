import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { NS_PER_MS, now, type Running } from '../../door.ts'
import type { DeliveryTracker } from './delivery-tracker.ts'
import type { Forge } from './forge.ts'

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
  readonly running: Running
  readonly tracker: DeliveryTracker
  readonly forge: Forge
  readonly repositories: readonly string[]
}

/**
 * Waits until eleven rounds of webhooks were acknowledged and took effect, and the hop has nothing left. Rounds are sent until so many
 * succeeded; a webhook that was lost is not sent again, but the next one may get through.
 */
export async function waitForSteady(
  { running, tracker, forge, repositories }: SteadyParts,
  timeoutMs: number,
) {
  const start = now()
  const hosts = repositories.length
  // The deliveries of a repository come one after the other.
  const buildsMs = 2 * Math.ceil(roundCount / hosts) * webhookConstants.buildMs
  const within = `${Math.ceil(roundMs / running.factor + buildsMs)}ms` as const
  for (let left = rounds + 1; ; ) {
    const refused = tracker.refused

    const [acknowledged, effects] = [tracker.acknowledged.size, tracker.effects.size]
    await forge.load({ count: roundCount, everyMs, repositories })
    const answered = () => tracker.acknowledged.size - acknowledged
    const took = () => tracker.effects.size - effects
    const good = () => answered() >= roundCount && took() >= roundCount && tracker.waiting.size === 0
    // An effect that an earlier round left behind counts for this one at most once: the next round starts anew.
    const done = await running.until(() => good() || tracker.refused > refused, within)
    const ok = done && good()
    if (ok && left === rounds + 1) running.warm()
    const state = { hosts, answered: answered() }
    if (ok && --left === 0) return { ok: true, ...state }
    if ((now() - start) / NS_PER_MS > timeoutMs)
      return {
        ok: false,
        ...state,
        reason:
          `no steady state within ${Math.round(timeoutMs)} ms: of ${roundCount} webhooks ${state.answered} were acknowledged, ` +
          `${took()} took effect, ${tracker.waiting.size} wait`,
      }
  }
}
