import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { enginesPath } from './state.ts'

/** Notes that a run has containers on further engines: whoever removes what it left asks them, too. @param sockets Unix sockets */
export function noteEngines(runId: string, sockets: readonly string[]): void {
  const path = enginesPath(runId)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, sockets.join('\n'))
}

/** Sockets of the further engines that were noted of a run. */
export async function enginesOfRun(runId: string): Promise<readonly string[]> {
  const text = await readFile(enginesPath(runId), 'utf8').catch(() => '')
  return text.split('\n').filter((one) => one !== '')
}
