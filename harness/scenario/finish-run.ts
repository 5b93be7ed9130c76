import { rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { HarnessError } from '../errors.ts'
import { buildReport } from '../report/build.ts'
import { readRunFile, writeRunFile } from '../report/run-file.ts'
import { removeSlots } from './side-by-side.ts'

/**
 * Writes what a run ends with: its end in `run.json`, all outputs, and the link `latest`.
 * @param options `reports`: folder of the project's runs, absolute; a run elsewhere gets no link
 */
export async function finishRun(
  runDir: string,
  {
    aborted = false,
    baseline,
    reports,
  }: { aborted?: boolean; baseline?: string | undefined; reports: string },
) {
  const unwritten: string[] = []
  try {
    writeRunFile(runDir, { ...readRunFile(runDir), finishedAt: new Date().toISOString(), aborted })
  } catch (error) {
    // What the run found must be told all the same.
    if (!(error instanceof HarnessError)) throw error
    unwritten.push(error.message)
  }
  removeSlots(runDir)
  const report = await buildReport(runDir, { baseline })
  if (dirname(runDir) === reports) linkLatest(runDir)
  return { ...report, unwritten: [...unwritten, ...report.unwritten], page: join(runDir, 'index.html') }
}

/** `latest` beside the run; a folder that allows no links still has its report. */
function linkLatest(runDir: string): void {
  const link = join(dirname(runDir), 'latest')
  try {
    rmSync(link, { force: true })
    symlinkSync(basename(runDir), link)
  } catch {
    // The path of the report was printed; the link is only a convenience.
  }
}
