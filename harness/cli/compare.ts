import { resolve } from 'node:path'
import { compareRuns } from '../report/comparison/compare.ts'
import { comparisonMarkdown } from '../report/comparison/markdown.ts'
import { readFolder } from '../report/comparison/read-runs.ts'
import { renderComparison } from '../report/comparison/terminal.ts'
import { lastNights } from '../report/history/last-nights.ts'
import { hasColours } from './colour.ts'
import { endWith, exitCodes } from './exit.ts'
import { asJson } from './json.ts'

/** `gameday compare BASELINE RUN`: exit code 1 when something is worse, 2 when something can no longer be told or a journal was altered, else 0. */
export async function compare(
  baseline: string,
  run: string,
  { json, markdown, last }: { json?: boolean; markdown?: boolean; last?: number },
): Promise<void> {
  const now = readFolder(resolve(run))
  const before = last === undefined ? readFolder(resolve(baseline)) : lastNights(resolve(baseline), now, last)
  const comparison = compareRuns(before.runs, now.runs, {
    baseline: before.leftOut,
    run: now.leftOut,
    byNight: last !== undefined,
  })
  if (json) console.log(JSON.stringify(comparison, asJson, 2))
  else if (markdown) console.log(comparisonMarkdown(comparison))
  else console.log(renderComparison(comparison, { colour: hasColours(process.stdout) }))
  if (comparison.worse) endWith(exitCodes.failed)
  else if (comparison.noLongerTold.length + comparison.altered.length + now.leftOut.length > 0)
    endWith(exitCodes.inconclusive)
}
