import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exceptions } from './exceptions.ts'
import { judge } from './judge.ts'
import { lint } from './lint.ts'
import { pagesOf } from './pages.ts'

/**
 * `npm run prose`, a part of `npm run check`: is the English of the pages plain? Prints what is to be mended and ends with 1 if there is
 * anything. Pages named on the command line are read in place of all.
 */
const root = join(import.meta.dirname, '../..')
const named = process.argv.slice(2)
const pages = named.length > 0 ? named : pagesOf(root)
const found = await Promise.all(pages.map((page) => lint(page, readFileSync(join(root, page), 'utf8'))))
const { left, unused } = judge(
  found.flat(),
  exceptions.filter(({ page }) => pages.includes(page)),
)
for (const { page, line, column, message, rule } of left)
  console.log(`${page}:${line}:${column}  ${message}  (${rule})`)
for (const { page, rule, text } of unused)
  console.log(
    `harness/prose/exceptions.ts: nothing to except in ${page} any more: ${rule}, ${JSON.stringify(text)}`,
  )
if (left.length + unused.length > 0) {
  console.log(
    `${left.length} in ${pages.length} pages; an exception needs a reason: harness/prose/exceptions.ts`,
  )
  process.exitCode = 1
}
