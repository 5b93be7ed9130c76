import { join, resolve } from 'node:path'
import picocolors from 'picocolors'
import { exitCode } from '../analysis/exit-code.ts'
import { buildReport } from '../report/build.ts'
import { baselineText } from '../report/comparison/terminal.ts'
import { renderSummary } from '../report/terminal.ts'
import { endWith, tellUnwritten } from './exit.ts'

/** `gameday report DIR`: all figures again from the journals, and every output of a run. */
export async function report(dir: string, { baseline }: { baseline?: string }): Promise<void> {
  const folder = resolve(dir)
  const { results, against, unwritten } = await buildReport(folder, {
    baseline: baseline === undefined ? undefined : resolve(baseline),
  })
  console.log(renderSummary(results, { colour: picocolors.isColorSupported }))
  if (against) console.log(baselineText(against))
  if (unwritten.length === 0) console.log(`report: ${join(folder, 'index.html')}`)
  endWith(exitCode(results.scenarios))
  tellUnwritten(unwritten)
}
