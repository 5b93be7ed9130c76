import type { Night } from '../../report/history/nights.ts'
import { type Random, seededRandom } from '../../scenario/random.ts'

/** Indices of `count` nights in another order. Over many trials each is the last as often as any other. */
export function dealt(count: number, trial: number): number[] {
  const order = shuffled(count, seededRandom(trial, 'planted changes'))
  const last = trial % count
  return [...order.filter((index) => index !== last), last]
}

/** So many nights, each any of the recorded ones: independent of each other, and scattered as these are. */
export function drawn(count: number, nights: number, seed: number): number[] {
  const random = seededRandom(seed, 'drawn nights')
  return Array.from({ length: nights }, () => Math.floor(random.below(count)))
}

const DAY_MS = 86_400_000

/** The night as if it were that of a day. */
export function asNight({ results, ...night }: Night, day: number): Night {
  const run = { ...results.run, id: `${day}`, startedAt: new Date(day * DAY_MS).toISOString() }
  return { ...night, id: run.id, results: { ...results, run } }
}

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.below(i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
