import type { Mutant } from './mutants.ts'
import { type Judged, type Outcome, outcomeOf, percentOf, type Score } from './score.ts'

/** One line per mutant, and a line of the score per system. */
export function judgedLine(judged: Judged): string {
  const { mutant, judgements } = judged
  const outcome = outcomeOf(judged)
  const seen = judgements.filter((one) => one.outcome === 'detected').length
  const times = judgements.length > 1 ? ` (${seen} of ${judgements.length} times)` : ''
  const text = judgements.find((one) => one.outcome === outcome)?.text ?? ''
  return `${outcome.padEnd(12)} ${mutant.name}${times}  ${text}`
}

export function scoreLine(score: Score): string {
  const { system, detected, all } = score
  return `${system.padEnd(12)} ${detected} of ${all} detected, ${percentOf(score).toFixed(0)} %`
}

export function listLine({ name, what, seenBy }: Mutant): string {
  return `${name}\n  ${what}\n  ${seenBy.join(', ') || 'no scenario promises it yet'}`
}

/** The table of docs/mutants.md. */
export function docsTable(judged: readonly Judged[], scores: readonly Score[], profile: string): string {
  const total = scores.map(
    (score) => `| ${score.system} | ${score.detected} of ${score.all} | ${percentOf(score).toFixed(0)} % |`,
  )
  const rows = judged.map(({ mutant, ...rest }) => {
    const outcome = outcomeOf({ mutant, ...rest })
    return `| \`${mutant.name}\` | ${cell(mutant.what)} | ${outcome} | ${cell(rest.judgements[0]?.text ?? '')} |`
  })
  return [
    `Profile: ${profile}, on local processes.`,
    '',
    ...['| system | detected | score |', '| --- | --- | --- |', ...total],
    '',
    ...['| mutant | what it does | outcome | by |', '| --- | --- | --- | --- |', ...rows],
  ].join('\n')
}

const row = /^\| `([^`]+)` \| (.*?) \| (detected|missed|inconclusive|error|not judged) \| (.*) \|$/gm

/** The mutants of such a table, where it is one of this profile. */
export function rowsOf(text: string, profile: string): Judged[] {
  if (!text.includes(`\nProfile: ${profile}, `)) return []
  return [...text.matchAll(row)].map(([, name = '', what = '', outcome, seen = '']) => ({
    mutant: { name, system: name.split('/')[0]!, what: plain(what) },
    judgements: [{ outcome: outcome as Outcome, text: plain(seen) }],
  }))
}

const plain = (cell: string) => cell.replaceAll('\\|', '|')

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
