import type { Header } from '../journal/events.ts'
import { journalPath } from './layout.ts'
import type { RunFile } from './run-file.ts'

/**
 * Why a journal cannot have been written where it lies: it is of another run or execution, or `run.json` says of the run
 * what the journal's own header does not. A whole journal that was copied over another has its seal. Undefined where all
 * agrees.
 */
export function outOfPlace(header: Header, path: string, run: RunFile): string | undefined {
  const { scenario: id, variant, runtime, repetition, runId } = header
  if (runId !== run.id) return `it is of run ${runId}, and lies in the folder of run ${run.id}`
  if (!path.endsWith(journalPath('', { id, variant, runtime, repetition })))
    return `it is of ${id}, ${variant}, ${runtime}, repetition ${repetition}, and lies in the folder of another`
  const expected = { profile: run.profile, factor: header.realTime ? 1 : run.factor, seed: run.seed }
  for (const field of ['profile', 'factor', 'seed'] as const)
    if (header[field] !== expected[field])
      return `run.json says ${field} ${expected[field]}, and its header ${header[field]}`
  return undefined
}
