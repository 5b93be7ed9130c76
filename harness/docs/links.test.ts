import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Nodes } from 'mdast'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
const parsed = new Map(
  pages.map((page) => [
    page,
    unified()
      .use(remarkParse)
      .parse(readFileSync(join(root, page), 'utf8')),
  ]),
)

const childrenOf = (node: Nodes): Nodes[] => ('children' in node ? node.children : [])

function linksOf(node: Nodes): string[] {
  const own = node.type === 'link' || node.type === 'image' ? [node.url] : []
  return [...own, ...childrenOf(node).flatMap(linksOf)]
}

function textOf(node: Nodes): string {
  return 'value' in node ? node.value : childrenOf(node).map(textOf).join('')
}

/** As GitHub makes the anchors of headings. */
function anchorsOf(page: string): string[] {
  return childrenOf(parsed.get(page)!)
    .filter(({ type }) => type === 'heading')
    .map((heading) =>
      textOf(heading)
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
}

function isBroken(page: string, url: string): boolean {
  const [path = '', anchor] = url.split('#')
  const to = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, to))) return true
  return anchor !== undefined && parsed.has(to) && !anchorsOf(to).includes(anchor)
}

test('every link within the pages leads to a file, and to a heading of it', () => {
  const links = pages.flatMap((page) => linksOf(parsed.get(page)!).map((url) => ({ page, url })))
  const inside = links.filter(({ url }) => !/^[a-z]+:/.test(url))
  expect(inside.length).toBeGreaterThan(80)
  expect(inside.filter(({ page, url }) => isBroken(page, url))).toEqual([])
})

test('a link to nowhere is noticed', () => {
  expect(isBroken('README.md', 'docs/nowhere.md')).toBe(true)
  expect(isBroken('README.md', 'docs/trust.md#nowhere')).toBe(true)
  expect(isBroken('docs/glossary.md', 'trust.md#what-the-seal-of-a-journal-proves')).toBe(false)
})
