import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pagesOf } from '../../prose/pages.ts'
import { commandsOf, type DocumentedCommand, gamedayArguments } from './commands.ts'

export const root = join(import.meta.dirname, '../../..')

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8')

/** The page whose blocks harness/packed.slow.test.ts runs in their order, in a project with the package. */
export const runWithThePackage = 'docs/own-repository.md'

/** Every command of every page. */
export const documented: readonly DocumentedCommand[] = pagesOf(root).flatMap((page) =>
  commandsOf(page, readPage(page)),
)

/** What readers copy, once each. */
export const blocks: readonly string[] = [
  ...new Set(documented.filter(({ block }) => block).map(({ line }) => line)),
]

/** The same command, whether npm or npx starts it. */
export const named = (line: string): string => gamedayArguments(line)?.join(' ') ?? line

export const withThePackage: ReadonlySet<string> = new Set(
  documented.filter(({ page, block }) => block && page === runWithThePackage).map(({ line }) => named(line)),
)
