import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseLine } from '../journal/line.ts'
import { lastLineOf } from '../journal/pieces.ts'
import { attemptDir, journalDir, journalPath, type RunKey } from '../report/layout.ts'
import type { AnyScenario } from './define.ts'
import { executionsOf } from './executions.ts'
import type { Setting } from './setting.ts'

type Again = NonNullable<Setting['again']>

/**
 * Finds what was inconclusive in the latest attempt and moves its journal and logs out of the way, so that it can be made again. What failed, was
 * missed or has no verdict stays as it is.
 * @param attempt number of the attempt that has just been made, from 1
 */
export function setAside(scenarios: readonly AnyScenario[], setting: Setting, attempt: number): Again {
  const { runDir } = setting
  return scenarios
    .flatMap((scenario) => executionsOf(scenario, setting))
    .flatMap(({ scenario, variant, runtime, repetition, earlierAttempts = [] }) => {
      const key = { id: scenario.id, variant, runtime, repetition }
      const reason = reasonOf(runDir, key)
      if (reason === undefined) return []
      const aside = attemptDir(runDir, attempt, key)
      mkdirSync(dirname(aside), { recursive: true })
      renameSync(journalDir(runDir, key), aside)
      return [{ ...key, reasons: [...earlierAttempts, reason] }]
    })
}

/** Why it was inconclusive; undefined where it was not. */
function reasonOf(runDir: string, key: RunKey): string | undefined {
  const path = journalPath(runDir, key)
  const last = existsSync(path) ? lastLineOf(path) : undefined
  const read = last === undefined ? undefined : parseLine(last)
  if (!read || !('event' in read)) return undefined
  const { event } = read
  if (event.kind !== 'verdict' || event.verdict !== 'inconclusive') return undefined
  return event.reason ?? 'no reason given'
}
