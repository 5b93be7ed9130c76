import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exit } from '../cli/exit.ts'
import { messageOf, UsageError } from '../errors.ts'
import { checksMarkdown } from '../report/checks-table/markdown.ts'
import { checkRows, withKeptProofs } from '../report/checks-table/rows.ts'
import { checksTable, storedChecks } from '../report/checks-table/stored.ts'
import { RESULTS_SCHEMA, type Results } from '../report/results.ts'

/**
 * `npm run checks-table -- RUN …`: writes docs/checks.md and docs/checks.json from runs of the whole catalogue. With `--keep` first, scenarios that
 * are in none of the runs keep the rows that they have, and prove what they proved.
 */
process.exit(
  await exit(async () => {
    const keep = process.argv[2] === '--keep'
    const folders = process.argv.slice(keep ? 3 : 2)
    if (folders.length === 0) throw new UsageError('name the folders of the runs to make the table from')
    const made = checkRows(folders.map((folder) => readResults(join(resolve(folder), 'results.json'))))
    const ran = new Set(made.map(({ scenario }) => scenario))
    const kept = keep ? storedChecks().filter(({ scenario }) => !ran.has(scenario)) : []
    const rows = [...kept, ...withKeptProofs(made, kept)].sort((a, b) => a.scenario.localeCompare(b.scenario))
    writeFileSync(checksTable.json, `${JSON.stringify(rows, null, 1)}\n`)
    writeFileSync(checksTable.markdown, checksMarkdown(rows))
    const unproven = rows.filter(({ provenBy }) => provenBy.length === 0).length
    const weak = rows.filter((row) => row.weak.length > 0).length
    console.log(`${rows.length} checks, ${unproven} not proven, ${weak} weak: ${checksTable.markdown}`)
  }),
)

function readResults(path: string): Results {
  let results: Results
  try {
    results = JSON.parse(readFileSync(path, 'utf8')) as Results
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}`)
  }
  if (results.schema === RESULTS_SCHEMA) return results
  throw new UsageError(`${path}: schema ${results.schema}, and ${RESULTS_SCHEMA} is wanted`)
}
