import { join } from 'node:path'
import { writeAtomic } from './files.ts'
import { indexHtml } from './html/page.ts'
import { runContents } from './load.ts'
import { type Results, toResults } from './results.ts'
import { buildSections } from './sections.ts'
import { ctrfReport } from './text/ctrf.ts'
import { junitXml } from './text/junit.ts'
import { summaryMarkdown } from './text/markdown.ts'

/**
 * Computes everything again from the journals below `dir` and writes index.html, summary.md, junit.xml, ctrf.json and results.json.
 * @throws UsageError when the folder is no run or a journal is damaged; nothing is written then.
 */
export async function buildReport(dir: string): Promise<Results> {
  const contents = runContents(dir)
  const sections = await buildSections(contents)
  const results = toResults(contents.run, sections)
  const files = {
    'index.html': indexHtml(contents.run, results, sections),
    'summary.md': summaryMarkdown(results),
    'junit.xml': junitXml(results),
    'ctrf.json': `${JSON.stringify(ctrfReport(results), null, 2)}\n`,
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeAtomic(join(dir, name), text)
  return results
}
