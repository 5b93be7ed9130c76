import { join, resolve } from 'node:path'
import { exitCode } from '../analysis/exit-code.ts'
import { buildReport } from '../report/build.ts'
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

/** `gameday report DIR`: all metrics again from the journals, and every output of a run. */
export async function report(dir: string, { baseline }: { baseline?: string }): Promise<void> {
  const folder = resolve(dir)
  const going = await isGoing(folder)
  if (going) console.log('this run is still going: what has not ended yet is inconclusive')
  const { results, against, unwritten } = await buildReport(folder, {
    going,
    baseline: baseline === undefined ? undefined : resolve(baseline),
  })
  console.log(renderSummary(results, { colour: hasColours(process.stdout) }))
  if (against) console.log(baselineText(against))
  if (unwritten.length === 0) console.log(`report: ${join(folder, 'index.html')}`)
  endWith(exitCode(results.scenarios))
  tellUnwritten(unwritten)
}
