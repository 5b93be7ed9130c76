import { UsageError } from '../../errors.ts'
import { readJournal } from '../../journal/reader.ts'
import { quotableData } from '../../plain-text.ts'
import { runContents } from '../load.ts'
import type { RunFile } from '../run-file.ts'
import { type Execution, executionOf } from './spans.ts'

export interface RunExecutions {
  readonly run: RunFile
  readonly executions: readonly Execution[]
  /** Journals that are not exported, each with why. */
  readonly leftOut: readonly string[]
}

/**
 * Reads the journals of a run, one after another. One that is damaged or was altered is left out, with why.
 * @throws UsageError when the folder is no run, or holds no journal that can be exported
 */
export function readExecutions(dir: string): RunExecutions {
  const { run, groups } = runContents(dir)
  const executions: Execution[] = []
  const leftOut: string[] = []
  for (const { path, key, missing } of groups.flatMap(({ journals }) => journals)) {
    if (missing) continue
    const read = readOne(path)
    if (typeof read === 'string')
      leftOut.push(`${key.id} ${key.variant} (${key.runtime}, repetition ${key.repetition}): ${read}`)
    else executions.push(read)
  }
  if (executions.length === 0)
    throw new UsageError(
      `${dir} has no journal to export${leftOut[0] === undefined ? '' : `: ${leftOut[0]}`}`,
    )
  return { run: quotableData(run), executions, leftOut }
}

function readOne(path: string): Execution | string {
  try {
    const { events, seal } = readJournal(path)
    if (seal.state === 'altered') return `journal altered: ${seal.reason}`
    const execution = executionOf(events)
    return execution ? quotableData(execution) : 'nothing was recorded'
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}
