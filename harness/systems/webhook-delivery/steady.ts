import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../../journal/clock.ts'
import type { SteadyState } from '../system.ts'
import type { Board } from './board.ts'
import type { Forge } from './forge.ts'

/** Between two rounds, and between two looks at a round. */
const pauseMs = 5

/** From one webhook of a round to the next. */
const everyMs = 2

/**
 * Waits until one webhook of each repository was acknowledged and took effect, and the hop has nothing left. Rounds are sent
 * until one of them succeeds; a webhook that was lost is not sent again, but the next one may get through.
 */
export async function waitForSteady(
  { board, forge, repositories }: { board: Board; forge: Forge; repositories: readonly string[] },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const start = now()
  const tookMs = () => (now() - start) / 1e6
  const hosts = repositories.length
  for (;;) {
    const [acknowledged, effects] = [board.acknowledged.size, board.effects.size]
    await forge.load({ count: hosts, everyMs, repositories })
    const answered = () => board.acknowledged.size - acknowledged
    const took = () => board.effects.size - effects
    const good = () => answered() >= hosts && took() >= hosts && board.waiting.size === 0
    // An effect that an earlier round left behind counts for this one at most once: the next round starts anew.
    for (let look = 0; look < looksMax && !good(); look++) await sleep(pauseMs, undefined, { signal })
    const state = { hosts, answered: answered(), tookMs: tookMs() }
    if (good()) return { ok: true, ...state }
    if (state.tookMs > timeoutMs)
      return {
        ok: false,
        ...state,
        reason:
          `no steady state within ${Math.round(timeoutMs)} ms: of ${hosts} webhooks ${state.answered} were acknowledged, ` +
          `${took()} took effect, ${board.waiting.size} wait`,
      }
  }
}

/** A round is given half a second; a webhook takes some milliseconds. */
const looksMax = 100
