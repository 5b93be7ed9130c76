import picocolors from 'picocolors'
import { verdictText } from '../comparison/words.ts'
import { plural } from '../words.ts'
import type { History } from './history.ts'
import { signOf } from './matrix.ts'
import { firstBadText, flakeText, levelText } from './worse.ts'

/** Nights of a row that fit on a line beside its name. */
const NIGHTS_SHOWN = 40

/** A history for a terminal: a line per scenario, then change points, then what is worse, where the eye is. */
export function renderHistory(history: History, { colour }: { readonly colour: boolean }): string {
  const { nights, scenarios, checks, worse, leftOut } = history
  const { red, green, yellow, dim } = picocolors.createColors(colour)
  const paint = { '✓': green, '✗': red, '■': red, '?': yellow } as Record<string, (text: string) => string>
  const name = (row: History['scenarios'][number]) =>
    [row.scenario, row.target, row.runtime].filter(Boolean).join(', ')
  const width = scenarios.reduce((most, row) => Math.max(most, name(row).length), 0)
  const rows = scenarios.map((row) => {
    const signs = row.outcomes
      .slice(-NIGHTS_SHOWN)
      .map((outcome) => (outcome === null ? dim('·') : (paint[signOf[outcome]] ?? dim)(signOf[outcome])))
    const flake = row.score ? yellow(`  ${flakeText(row.score)}`) : ''
    const bad = firstBadText(row)
    return `${name(row).padEnd(width)}  ${signs.join('')}${flake}${bad === undefined ? '' : `  ${bad}`}`
  })
  const changes = checks.flatMap((check) =>
    check.changes.map((change) =>
      (change.verdict === 'worse' ? red : green)(
        `${change.verdict.padEnd(8)} ${check.scenario}: ${check.check} (${check.runtime}): ${levelText(change, check.unit)}`,
      ),
    ),
  )
  return [
    ...leftOut.map((one) => yellow(`left out ${one}`)),
    ...rows,
    ...(changes.length > 0 ? ['', 'change points', ...changes] : []),
    '',
    ...worse.map((one) => red(`worse    ${one}`)),
    `${plural(nights.length, 'night')}: ${worse.length === 0 ? 'nothing is worse' : `${worse.length} worse`}. ${tonightText(history)}`,
  ].join('\n')
}

/** What is said of the newest night, in a sentence. */
export function tonightText({ tonight }: Pick<History, 'tonight'>): string {
  if (!tonight) return 'No night can be read.'
  if (!('comparison' in tonight)) return `The newest, ${tonight.night}, is not compared: ${tonight.reason}.`
  return `The newest, ${tonight.night}, against ${plural(tonight.baseline.length, 'night')} before it: ${verdictText(tonight.comparison)}`
}
