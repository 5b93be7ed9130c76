import { join } from 'node:path'
import { piecesOf } from '../../journal/pieces.ts'
import { type Seal, sealOf } from '../../journal/seal.ts'
import type { RunResults } from './read-runs.ts'

type Result = RunResults['scenarios'][number]

/**
 * Results whose journals lie in `dir`: what an altered journal gave is not told any more, as it proves nothing. Journals
 * that were not kept, or were written before journals had seals, are taken as they were found when the results were made.
 */
export function withoutAltered(dir: string, results: RunResults): RunResults {
  return {
    ...results,
    scenarios: results.scenarios.map((result) => {
      const altered = result.altered ?? alteredSince(dir, result)
      return altered === undefined ? result : untold(result, altered)
    }),
  }
}

/** `run r1: relay/rst current (processes, repetition 1): 3 lines are missing after line 20`, for each altered journal. */
export function alteredIn(runs: readonly RunResults[]): string[] {
  return runs.flatMap(({ run, scenarios }) =>
    scenarios.flatMap(({ id, variant, runtime, repetition, altered }) =>
      altered === undefined
        ? []
        : `run ${run.id}: ${id} ${variant} (${runtime}, repetition ${repetition}): ${altered}`,
    ),
  )
}

function untold({ detected: _, ...result }: Result, altered: string): Result {
  const checks = result.checks.map((check) => ({ ...check, verdict: 'inconclusive' as const }))
  return { ...result, altered, verdict: 'inconclusive', reason: `journal altered: ${altered}`, checks }
}

/** Why the journal is not the one of which the results were made; undefined where it is, or cannot be held against them. */
function alteredSince(dir: string, { journal, seal }: Result): string | undefined {
  if (journal === undefined || seal === undefined) return undefined
  const now = sealOfFile(join(dir, journal))
  if (!now) return undefined
  if (now.state === 'altered') return now.reason
  if (now.state === 'unsealed') return 'its verdict is missing'
  return now.seal === seal ? undefined : 'it is not the journal of which results.json was made'
}

function sealOfFile(path: string): Seal | undefined {
  try {
    return sealOf(piecesOf(path))
  } catch {
    return undefined
  }
}
