import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { ledgerPath } from '../state.ts'

/** Notes a started process for the reaper where the system has no /proc to search. */
export function noteProcess(runId: string, pid: number): void {
  if (process.platform === 'linux') return
  const path = ledgerPath(runId)
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, `${pid}\n`)
}
