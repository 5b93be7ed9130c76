import type { RunResults } from '../comparison/read-runs.ts'
import type { StoredRun } from './store.ts'

/** One night: a run, or all shards of one. */
export interface Night {
  readonly id: string
  readonly folders: readonly string[]
  /** Shards that are not there, as in `2 of 6 shards`. */
  readonly missing?: string
  /** Shards' scenarios stand together, as if one run had made them. */
  readonly results: RunResults
}

export interface LeftOut {
  /** Name of its folder. */
  readonly night: string
  /** ISO 8601; of a run that cannot be read, when its folder was last changed. */
  readonly startedAt: string
  readonly reason: string
}

/** Shards of one night start within this time of each other. */
const SHARDS_WITHIN_MS = 12 * 3_600_000

/** Why a run says nothing of its night; undefined where it does. */
export function whyDead({ run, scenarios }: RunResults): string | undefined {
  if (run.aborted) return 'stopped before its end'
  if (run.finishedAt === undefined) return 'killed before its end, or still going'
  const told = scenarios.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
  if (told) return undefined
  const because = scenarios.find(({ reason }) => reason !== undefined)?.reason
  return `nothing could be told${because === undefined ? '' : `, as in ${scenarios[0]!.id}: ${because}`}`
}

/** Puts the shards of one night together: same commit and number of parts, each part once. @param runs oldest first */
export function nightsOf(runs: readonly StoredRun[]): Night[] {
  const nights: { shards: Set<number>; count: number; runs: StoredRun[] }[] = []
  for (const run of runs) {
    const { index, count } = shardOf(run) ?? { index: 1, count: 1 }
    const open = nights.findLast(
      (night) =>
        count > 1 && night.count === count && !night.shards.has(index) && belongs(run, night.runs[0]!),
    )
    if (open) {
      open.shards.add(index)
      open.runs.push(run)
    } else nights.push({ shards: new Set([index]), count, runs: [run] })
  }
  return nights.map(({ runs: own, count }) => nightOf(own, count))
}

function nightOf(runs: readonly StoredRun[], shards: number): Night {
  const first = runs[0]!.results
  const missing = shards - runs.length
  return {
    id: first.run.id,
    folders: runs.map(({ folder }) => folder),
    ...(missing > 0 && { missing: `${missing} of ${shards} shards are not there` }),
    results: { ...first, scenarios: runs.flatMap(({ results }) => results.scenarios) },
  }
}

function shardOf({ results }: StoredRun): { index: number; count: number } | undefined {
  const argv = results.run.argv ?? []
  const words = argv.flatMap((word, i) =>
    word === '--shard' ? (argv[i + 1] ?? []) : word.startsWith('--shard=') ? word.slice(8) : [],
  )
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(words.at(-1) ?? '')?.map(Number) ?? []
  return index && count ? { index, count } : undefined
}

function belongs({ results: a }: StoredRun, { results: b }: StoredRun): boolean {
  const apart = Math.abs(Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt))
  return a.run.commit === b.run.commit && apart <= SHARDS_WITHIN_MS
}
