import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitCode } from '../analysis/exit-code.ts'
import { quotable } from '../plain-text.ts'
import { buildReport } from '../report/build.ts'
import { lastBaselineOf } from '../report/comparison/last-baseline.ts'
import { baselineText } from '../report/comparison/terminal.ts'
import { readRunFile } from '../report/run-file.ts'
import { renderSummary } from '../report/terminal.ts'
import { goesOn } from '../runtime/runs.ts'
import { hasColours } from './colour.ts'
import { endWith, tellUnwritten } from './exit.ts'

/** Whether the harness of the run in this folder lives. */
async function isGoing(folder: string): Promise<boolean> {
  const { id, finishedAt } = readRunFile(folder)
  return finishedAt === undefined && goesOn(id)
}

/** What was asked for, or else what the report was compared with before: making it again takes nothing out of it. */
function baselineFor(folder: string, asked: string | false | undefined): string | undefined {
  if (asked !== undefined) return asked === false ? undefined : resolve(asked)
  const last = lastBaselineOf(folder)
  if (last === undefined || existsSync(last)) return last
  console.log(`compared before with ${quotable(last)}, which is not there: say where it is by --baseline`)
  return undefined
}

/** `gameday report DIR`: all metrics again from the journals, and every output of a run. */
export async function report(dir: string, asked: { baseline?: string | false }): Promise<void> {
  const folder = resolve(dir)
  const baseline = baselineFor(folder, asked.baseline)
  const going = await isGoing(folder)
  if (going) console.log('this run is still going: what has not ended yet is inconclusive')
  const { results, against, unwritten } = await buildReport(folder, { going, baseline })
  console.log(renderSummary(results, { colour: hasColours(process.stdout) }))
  if (against) console.log(baselineText(against))
  if (unwritten.length === 0) console.log(`report: ${join(folder, 'index.html')}`)
  endWith(exitCode(results.scenarios))
  tellUnwritten(unwritten)
}
