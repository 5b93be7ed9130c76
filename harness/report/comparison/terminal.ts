import picocolors from 'picocolors'
import type { AgainstBaseline } from './against-baseline.ts'
import type { ComparedCheck, Comparison } from './compare.ts'
import { differenceText, medianText, verdictText } from './words.ts'

/** Most checks without a change that are shown. */
const shownMax = 20

/** A comparison for a terminal: what changed, a line each, and the sentence at the end, where the eye is. */
export function renderComparison(comparison: Comparison, { colour }: { readonly colour: boolean }): string {
  const { checks, warnings, noLongerDetected, noLongerTold, lost, altered, leftOut, onlyRun } = comparison
  const { yellow, red, dim } = picocolors.createColors(colour)
  const changed = checks.filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
  const rest = checks.filter((check) => !changed.includes(check)).slice(0, shownMax)
  const hidden = checks.length - changed.length - rest.length
  return [
    ...warnings.map((warning) => yellow(`differs  ${warning}`)),
    ...leftOut.map((one) => yellow(`left out   ${one}`)),
    ...altered.map((journal) => yellow(`altered    ${journal}`)),
    ...noLongerDetected.map((variant) => red(`worse      ${variant}: no longer detected`)),
    ...lost.map((check) => red(`worse      ${check}: no longer there`)),
    ...noLongerTold.map((check) => yellow(`inconclusive ${check}: it was not before`)),
    ...[...changed, ...rest].map((check) => line(check, colour)),
    ...(hidden > 0 ? [dim(`… ${hidden} more without a change`)] : []),
    ...onlyRun.map((check) => dim(`new        ${check}`)),
    '',
    verdictText(comparison),
  ].join('\n')
}

/** One line below the summary of a run. */
export function baselineText(against: AgainstBaseline): string {
  if ('comparison' in against) return `against the baseline: ${verdictText(against.comparison)}`
  return `not compared with the baseline: ${against.reason}`
}

function line(check: ComparedCheck, colour: boolean): string {
  const { red, green, dim } = picocolors.createColors(colour)
  const paint = { worse: red, better: green, 'no change': dim, 'too few': dim }[check.verdict]
  const { baseline, run, unit } = check
  const change = `${medianText(baseline, unit)} → ${medianText(run, unit)}  ${differenceText(check)}`
  return `${paint(check.verdict.padEnd(10))} ${check.scenario}  ${check.check}, ${check.runtime}  ${change}; ${check.reason}`
}
