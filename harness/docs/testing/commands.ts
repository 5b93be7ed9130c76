import type { Nodes } from 'mdast'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

/** A command that a page shows. */
export interface DocumentedCommand {
  readonly page: string
  /** Without the comment after it. */
  readonly line: string
  /** In an `sh` block, which readers copy; else within a text. */
  readonly block: boolean
}

const ours = /^(?:(?:npx )?gameday\b(?![./:])|npm (?:run|test)\b)/

/** Commands of a page: all lines of its `sh` blocks; of other code those of gameday and npm. */
export function commandsOf(page: string, text: string): DocumentedCommand[] {
  return codeOf(unified().use(remarkParse).parse(text)).flatMap(({ code, block }) =>
    code
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== '' && (block || ours.test(line)))
      .map((line) => ({ page, line, block })),
  )
}

function codeOf(node: Nodes): { code: string; block: boolean }[] {
  if (node.type === 'code')
    return node.lang && node.lang !== 'sh' ? [] : [{ code: node.value, block: !!node.lang }]
  if (node.type === 'inlineCode') return [{ code: node.value, block: false }]
  return 'children' in node ? node.children.flatMap((child) => codeOf(child)) : []
}

/** What a line hands to gameday; undefined when it starts something else. Brackets and dots of a synopsis are left out. */
export function gamedayArguments(line: string): string[] | undefined {
  const words = wordsOf(line.split(' |')[0]!)
  const [first, second, third] = words
  if (first === 'gameday') return words.slice(1)
  if (first === 'npx' && second === 'gameday') return words.slice(2)
  if (first === 'npm' && second === 'run' && third === 'gameday')
    return words.slice(words[3] === '--' ? 4 : 3)
  return undefined
}

/** The script of package.json that a line runs. */
export function npmScript(line: string): string | undefined {
  const [first, second, third] = wordsOf(line)
  if (first !== 'npm') return undefined
  return second === 'run' ? third : second === 'test' ? second : undefined
}

/** Words as a shell splits them. */
function wordsOf(line: string): string[] {
  return (line.match(/'[^']*'|"[^"]*"|(?:\$\([^)]*\)|\S)+/g) ?? [])
    .map((word) => (/^['"]/.test(word) ? word.slice(1, -1) : word.replace(/^\[|\]$/g, '')))
    .filter((word) => word !== '…' && word !== '')
}
