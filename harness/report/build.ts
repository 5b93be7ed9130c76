import { join, relative } from 'node:path'
import { HarnessError } from '../errors.ts'
import { quotableData } from '../plain-text.ts'
import { type AgainstBaseline, againstBaseline } from './comparison/against-baseline.ts'
import { writeAtomic } from './files.ts'
import { indexHtml } from './html/page.ts'
import { scenarioPage } from './html/scenario-page.ts'
import { pageScript } from './html/script.ts'
import { runContents } from './load.ts'
import { badgeSvg } from './pull-request/badge.ts'
import { commentMarkdown } from './pull-request/comment.ts'
import { type Results, toResults } from './results.ts'
import { buildSections } from './sections.ts'
import { ctrfReport } from './text/ctrf.ts'
import { junitXml } from './text/junit.ts'
import { summaryMarkdown } from './text/markdown.ts'
import { readWrittenOf } from './written/written.ts'

export interface ReportOptions {
  /** Folder of a run, or of several, to compare with. */
  readonly baseline?: string | undefined
  /** The run has not ended. */
  readonly going?: boolean
}

export interface Report {
  readonly results: Results
  readonly against?: AgainstBaseline
  /** Why an output could not be written, a sentence for each. */
  readonly unwritten: readonly string[]
}

/**
 * Computes everything again from the journals below `dir` and writes index.html, summary.md, comment.md, badge.svg, junit.xml, ctrf.json and results.json; of a large run
 * also a page for each scenario, beside its journals.
 * @throws UsageError when the folder is no run or a journal is of another version; nothing is written then.
 * An output that cannot be written takes nothing from the others, nor from what is returned.
 */
export async function buildReport(
  dir: string,
  { baseline, going = false }: ReportOptions = {},
): Promise<Report> {
  const found = runContents(dir)
  const contents = going ? { ...found, run: { ...found.run, going } } : found
  // A process of its own makes the script meanwhile.
  const [script, sections] = await Promise.all([pageScript(), buildSections(contents)])
  const run = quotableData(contents.run)
  const written = readWrittenOf(dir, baseline)
  const results = {
    ...toResults(run, sections),
    ...(Object.keys(written).length > 0 && { written }),
    ...(baseline !== undefined && { baseline: relative(dir, baseline) }),
  }
  const against = baseline === undefined ? undefined : againstBaseline(baseline, results)
  // The page is the largest by far: a disk without room for it may still have room for the others.
  const files = {
    'results.json': () => `${JSON.stringify(results, null, 2)}\n`,
    'summary.md': () => summaryMarkdown(results, against),
    'comment.md': () => commentMarkdown(results, against),
    'badge.svg': () => badgeSvg(results),
    'junit.xml': () => junitXml(results),
    'ctrf.json': () => `${JSON.stringify(ctrfReport(results), null, 2)}\n`,
    'index.html': () => indexHtml({ run, results, sections, against, script }),
    ...Object.fromEntries(
      sections.flatMap((section) => {
        const { own } = section
        return own ? [[own.file, () => scenarioPage(section, own.html, script)]] : []
      }),
    ),
  }
  const unwritten = Object.entries(files).flatMap(([name, text]) => unwrittenIn(join(dir, name), text()))
  return { results, ...(against && { against }), unwritten }
}

/** Why the file could not be written; empty where it was. */
function unwrittenIn(path: string, text: string): string[] {
  try {
    writeAtomic(path, text)
    return []
  } catch (error) {
    if (error instanceof HarnessError) return [error.message]
    throw error
  }
}
