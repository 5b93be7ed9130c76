import type { RunResults } from '../comparison/read-runs.ts'

/** What code a run was of; null where that cannot be known: no commit, or local changes on top of it. */
export function codeOf({ commit, dirty }: RunResults['run']): string | null {
  return dirty ? null : commit
}
