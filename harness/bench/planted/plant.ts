import type { RunResults } from '../../report/comparison/read-runs.ts'
import type { Night } from '../../report/history/nights.ts'
import { type Random, seededRandom } from '../../scenario/random.ts'

/** A night whose every duration took so much longer. Verdicts stay as they were, so that the limits do not find what statistics should. */
export function planted(night: Night, share: number): Night {
  const scenarios = night.results.scenarios.map((result) => ({
    ...result,
    checks: result.checks.map((check) => slower(check, share)),
  }))
  return { ...night, results: { ...night.results, scenarios } }
}

type Check = RunResults['scenarios'][number]['checks'][number]

function slower(check: Check, share: number): Check {
  if (check.unit !== 'ms' || check.observed === null) return check
  return { ...check, observed: check.observed * (1 + share) }
}

/** The nights in another order. Limits that they broke count as kept: what is measured are the statistics. */
export function dealt(nights: readonly Night[], seed: number): Night[] {
  const order = shuffled(nights, seededRandom(seed, 'planted changes'))
  return order.map(asNight)
}

/** So many nights, each any of the recorded ones: independent of each other, and scattered as these are. */
export function drawn(nights: readonly Night[], count: number, seed: number): Night[] {
  const random = seededRandom(seed, 'drawn nights')
  return Array.from({ length: count }, (_, i) => asNight(nights[Math.floor(random.below(nights.length))]!, i))
}

const DAY_MS = 86_400_000

function asNight({ results, ...night }: Night, index: number): Night {
  const id = `${index}`
  const startedAt = new Date(index * DAY_MS).toISOString()
  const scenarios = results.scenarios.map((result) => ({
    ...result,
    checks: result.checks.map((check) =>
      check.verdict === 'failed' ? { ...check, verdict: 'passed' as const } : check,
    ),
  }))
  return { ...night, id, results: { ...results, run: { ...results.run, id, startedAt }, scenarios } }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.below(i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
