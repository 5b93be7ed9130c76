import { join } from 'node:path'
import { type AgainstBaseline, againstBaseline } from './comparison/against-baseline.ts'
import { writeAtomic } from './files.ts'
import { indexHtml } from './html/page.ts'
import { pageScript } from './html/script.ts'
import { runContents } from './load.ts'
import { type Results, toResults } from './results.ts'
import { buildSections } from './sections.ts'
import { ctrfReport } from './text/ctrf.ts'
import { junitXml } from './text/junit.ts'
import { summaryMarkdown } from './text/markdown.ts'

export interface ReportOptions {
  /** Folder of a run, or of several, to compare with. */
  readonly baseline?: string | undefined
  /** The run has not ended. */
  readonly going?: boolean
}

export interface Report {
  readonly results: Results
  readonly against?: AgainstBaseline
}

/**
 * Computes everything again from the journals below `dir` and writes index.html, summary.md, junit.xml, ctrf.json and results.json.
 * @throws UsageError when the folder is no run or a journal is of another version; nothing is written then.
 */
export async function buildReport(
  dir: string,
  { baseline, going = false }: ReportOptions = {},
): Promise<Report> {
  const found = runContents(dir)
  const contents = going ? { ...found, run: { ...found.run, going } } : found
  // A process of its own makes the script meanwhile.
  const [script, sections] = await Promise.all([pageScript(), buildSections(contents)])
  const results = toResults(contents.run, sections)
  const against = baseline === undefined ? undefined : againstBaseline(baseline, results)
  const files = {
    'index.html': indexHtml({ run: contents.run, results, sections, against, script }),
    'summary.md': summaryMarkdown(results, against),
    'junit.xml': junitXml(results),
    'ctrf.json': `${JSON.stringify(ctrfReport(results), null, 2)}\n`,
    'results.json': `${JSON.stringify(results, null, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeAtomic(join(dir, name), text)
  return { results, ...(against && { against }) }
}
