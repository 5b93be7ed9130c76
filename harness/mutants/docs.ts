import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HarnessError } from '../errors.ts'
import { root } from './mutants.ts'

const page = join(root, 'docs', 'mutants.md')
const [begin, end] = ['<!-- score: written by npm run mutants -- --write-docs -->', '<!-- /score -->']

/** Puts the table of the score into docs/mutants.md, between its two marks. */
export function writeDocs(table: string): void {
  writeFileSync(page, withTable(readFileSync(page, 'utf8'), table))
}

/** @throws HarnessError when the page has lost its marks */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new HarnessError('docs/mutants.md has no place for the score')
  return `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`
}
