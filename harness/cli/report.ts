import { join, resolve } from 'node:path'
import picocolors from 'picocolors'
import { exitCode } from '../analysis/exit-code.ts'
import { buildReport } from '../report/build.ts'
import { renderSummary } from '../report/terminal.ts'
import { endWith } from './exit.ts'

/** `gameday report DIR`: all figures again from the journals, and every output of a run. */
export async function report(dir: string): Promise<void> {
  const folder = resolve(dir)
  const results = await buildReport(folder)
  console.log(renderSummary(results, { colour: picocolors.isColorSupported }))
  console.log(`report: ${join(folder, 'index.html')}`)
  endWith(exitCode(results.scenarios))
}
