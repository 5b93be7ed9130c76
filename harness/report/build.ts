import { join } from 'node:path'
import { writeAtomic } from './files.ts'
import { indexHtml } from './html/page.ts'
import { loadRun } from './load.ts'
import { type Results, toResults } from './results.ts'
import { ctrfReport } from './text/ctrf.ts'
import { junitXml } from './text/junit.ts'
import { summaryMarkdown } from './text/markdown.ts'

/**
 * Computes everything again from the journals below `dir` and writes index.html, summary.md, junit.xml, ctrf.json and results.json.
 * @throws UsageError when the folder is no run or a journal is damaged; nothing is written then.
 */
export function buildReport(dir: string): Results {
  const loaded = loadRun(dir)
  const results = toResults(loaded)
  const files = {
    'index.html': indexHtml(loaded, results),
    'summary.md': summaryMarkdown(results),
    'junit.xml': junitXml(results),
    'ctrf.json': `${JSON.stringify(ctrfReport(results), null, 2)}\n`,
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeAtomic(join(dir, name), text)
  return results
}
