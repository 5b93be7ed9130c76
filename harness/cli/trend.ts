import { join, resolve } from 'node:path'
import { alteredIn } from '../report/comparison/altered.ts'
import { readFolder } from '../report/comparison/read-runs.ts'
import { trendsOf } from '../report/comparison/trend.ts'
import { renderTrends } from '../report/comparison/trend-terminal.ts'
import { writeAtomic } from '../report/files.ts'
import { trendHtml } from '../report/html/trend-page.ts'
import { refuseToReplace } from '../report/own-page.ts'
import { endWith, exitCodes } from './exit.ts'

/** `gameday trend FOLDER`: all runs of a folder side by side, oldest first. Exit code 2 when a journal was altered, else 0. */
export async function trend(folder: string, { out, json }: { out?: string; json?: boolean }): Promise<void> {
  const dir = resolve(folder)
  const page = out === undefined ? join(dir, 'trend.html') : resolve(out)
  const { runs, leftOut } = readFolder(dir)
  if (!json) refuseToReplace(page)
  const trends = trendsOf(runs)
  const altered = alteredIn(runs)
  // Beside the metrics, so that JSON stays what it is.
  for (const one of leftOut) console.error(`left out: ${one}`)
  for (const journal of altered) console.error(`altered, left out: ${journal}`)
  if (altered.length > 0) endWith(exitCodes.inconclusive)
  if (json) return console.log(JSON.stringify(trends, null, 2))
  console.log(renderTrends(trends))
  writeAtomic(page, trendHtml(runs, trends, leftOut))
  console.log(`trend: ${page}`)
}
