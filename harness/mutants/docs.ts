import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HarnessError } from '../errors.ts'
import { docsTable, rowsOf } from './lines.ts'
import { type Mutant, root } from './mutants.ts'
import { type Judged, scoresOf } from './score.ts'

const page = join(root, 'docs', 'mutants.md')
const [begin, end] = ['<!-- score: written by npm run mutants -- --write-docs -->', '<!-- /score -->']

/**
 * Puts the table of the score into docs/mutants.md, between its two marks.
 * @param all every mutant that there is: one that was not run keeps the row that it has, of the same profile
 */
export function writeDocs(judged: readonly Judged[], profile: string, all: readonly Mutant[]): void {
  const text = readFileSync(page, 'utf8')
  const rows = withKept(judged, rowsOf(text, profile), all)
  writeFileSync(page, withTable(text, docsTable(rows, scoresOf(rows), profile)))
}

/** In the order of all mutants. */
export function withKept(
  judged: readonly Judged[],
  kept: readonly Judged[],
  all: readonly Pick<Mutant, 'name'>[],
): Judged[] {
  const named = new Map([...kept, ...judged].map((one) => [one.mutant.name, one]))
  return all.flatMap(({ name }) => named.get(name) ?? [])
}

/** @throws HarnessError when the page has lost its marks */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new HarnessError('docs/mutants.md has no place for the score')
  return `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`
}
