import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endWith, exit } from '../cli/exit.ts'
import { messageOf, UsageError } from '../errors.ts'
import { exceptions } from './exceptions.ts'
import { judge } from './judge.ts'
import { lint } from './lint.ts'
import { pagesOf } from './pages.ts'

const root = join(import.meta.dirname, '../..')

/**
 * `npm run prose`, a part of `npm run check`: is the English of the pages plain? Prints what is to be mended and ends with 1 if there is
 * anything. Pages named on the command line are read in place of all.
 */
async function prose(named: readonly string[]): Promise<void> {
  const pages = named.length > 0 ? named : pagesOf(root)
  const found = await Promise.all(pages.map((page) => lint(page, read(page))))
  const { left, unused } = judge(
    found.flat(),
    exceptions.filter(({ page }) => pages.includes(page)),
  )
  for (const { page, line, column, message, rule } of left)
    console.log(`${page}:${line}:${column}  ${message}  (${rule})`)
  for (const { page, rule, text } of unused)
    console.log(`harness/prose/exceptions.ts: ${page} no longer needs ${rule}, ${JSON.stringify(text)}`)
  console.log(
    left.length === 0
      ? `${pages.length} pages: nothing to mend`
      : `${left.length} to mend; an exception needs a reason: harness/prose/exceptions.ts`,
  )
  if (left.length + unused.length > 0) endWith(1)
}

function read(page: string): string {
  try {
    return readFileSync(join(root, page), 'utf8')
  } catch (error) {
    throw new UsageError(`${page} cannot be read: ${messageOf(error)}; name pages by their path from ${root}`)
  }
}

process.exit(await exit(() => prose(process.argv.slice(2))))
