import { globSync } from 'node:fs'

/** Pages that users read. Left out: records of experiments, and what is made from runs. The reference is made from doc comments. */
export function pagesOf(root: string): string[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: root })
    .filter((page) => !/^docs\/(lab\/|checks\.md$)/.test(page))
    .sort()
}
