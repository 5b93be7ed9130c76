import { globSync } from 'node:fs'

/** Pages that users read. Left out: records of experiments, and what is made from the code's doc comments and from runs. */
export function pagesOf(root: string): string[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: root })
    .filter((page) => !/^docs\/(lab\/|(?:checks|reference)\.md$)/.test(page))
    .sort()
}
