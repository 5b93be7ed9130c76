import { join, resolve } from 'node:path'
import { readRuns } from '../report/comparison/read-runs.ts'
import { trendsOf } from '../report/comparison/trend.ts'
import { renderTrends } from '../report/comparison/trend-terminal.ts'
import { writeAtomic } from '../report/files.ts'
import { trendHtml } from '../report/html/trend-page.ts'

/** `gameday trend FOLDER`: all runs of a folder side by side, oldest first. */
export async function trend(folder: string, { out, json }: { out?: string; json?: boolean }): Promise<void> {
  const dir = resolve(folder)
  const runs = readRuns(dir)
  const trends = trendsOf(runs)
  if (json) return console.log(JSON.stringify(trends, null, 2))
  const page = out ? resolve(out) : join(dir, 'trend.html')
  writeAtomic(page, trendHtml(runs, trends))
  console.log(renderTrends(trends))
  console.log(`trend: ${page}`)
}
