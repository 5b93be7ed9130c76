import type { Exception } from './exceptions.ts'
import type { Finding } from './lint.ts'

/** Findings that no exception speaks of, and exceptions that speak of nothing any more. */
export function judge(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
): { left: Finding[]; unused: Exception[] } {
  const speaksOf = (exception: Exception, finding: Finding) =>
    exception.page === finding.page &&
    exception.rule === finding.rule &&
    finding.text.includes(exception.text)
  return {
    left: findings.filter((finding) => !exceptions.some((exception) => speaksOf(exception, finding))),
    unused: exceptions.filter((exception) => !findings.some((finding) => speaksOf(exception, finding))),
  }
}
