import { UsageError } from '../../errors.ts'
import type { RunFolder } from '../comparison/read-runs.ts'
import { readNights } from './read-nights.ts'

/**
 * The `last` nights of a folder, or of its store, that started before a run; the run itself may lie among them.
 * @throws UsageError when there is none
 */
export function lastNights(dir: string, run: RunFolder, last: number): RunFolder {
  const { nights, leftOut } = readNights(dir)
  const own = new Set(run.runs.map((one) => one.run.id))
  const start = Date.parse(run.runs[0]!.run.startedAt)
  const before = nights.filter(({ id, results }) => !own.has(id) && Date.parse(results.run.startedAt) < start)
  if (before.length === 0)
    throw new UsageError(`${dir} has no night before the run: there is nothing to compare it with`)
  return {
    runs: before.slice(-last).map(({ results }) => results),
    leftOut: leftOut
      .filter(({ startedAt }) => Date.parse(startedAt) < start)
      .map(({ night, reason }) => `${night}: ${reason}`),
  }
}
