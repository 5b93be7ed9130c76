import picocolors from 'picocolors'
import { greatest } from '../extremes.ts'
import { quotableLine } from '../plain-text.ts'
import { guardLines } from './guard-words.ts'
import { headlineText } from './headline/headline.ts'
import { aboutRun } from './headline/tested.ts'
import { type Outcome, outcomeOf, type Results, type ScenarioResult, wentWrong } from './results.ts'
import { beyondText, keyCheck, limitText, observedText, runName, runSentence } from './words.ts'

export interface TerminalOptions {
  readonly colour: boolean
  /** Columns of the terminal. Longer lines are cut, but for reasons, which are wrapped. Default 120. */
  readonly width?: number
  /** Most lines for scenarios; what went well is left out first. Default 30. */
  readonly lines?: number
}

/** A summary that fits on one screen: a line per result, what went wrong at the end, where the eye is. */
export function renderSummary(
  results: Results,
  { colour, width = 120, lines = 30 }: TerminalOptions,
): string {
  const paint = painter(colour)
  const { scenarios } = results
  const shown = scenarios.length <= lines ? scenarios : worstFirst(scenarios).slice(0, lines)
  const idWidth = widest(shown.map(({ id }) => plain(id)))
  const variantWidth = widest(shown.map((result) => plain(runName(result, scenarios))))
  const rows = shown.map((result) => {
    const outcome = outcomeOf(result)
    const start = [
      plain(result.id).padEnd(idWidth),
      plain(runName(result, scenarios)).padEnd(variantWidth),
    ].join('  ')
    const said = say(result)
    const rest = width - OUTCOME_WIDTH - 1
    const first = paint(outcome, outcome.padEnd(OUTCOME_WIDTH))
    const whole = `${start}  ${said}`.trimEnd()
    if (whole.length <= rest) return `${first} ${whole}`
    // What went well is in the report; why something did not is never cut.
    if (!wentWrong(outcome)) return `${first} ${clip(whole, rest)}`
    return [`${first} ${start.trimEnd()}`, ...wrapped(said, Math.max(20, width - INDENT.length))].join(
      `\n${INDENT}`,
    )
  })
  const hidden = scenarios.length - shown.length
  const end = [
    headlineText(results),
    `Tested: ${aboutRun(results).join(' · ')}`,
    ...guardLines(scenarios),
    runSentence(scenarios),
  ]
  return [...rows, ...(hidden > 0 ? [`… ${hidden} more in the report`] : []), '', ...end.map(plain)].join(
    '\n',
  )
}

const INDENT = ' '.repeat(9)

/** Lines of whole words; a word that is longer than a line stands alone. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const OUTCOME_WIDTH = 'missed'.length

function say(result: ScenarioResult): string {
  const outcome = outcomeOf(result)
  if (outcome === 'inconclusive' || outcome === 'skipped' || outcome === 'stopped')
    return plain(result.reason ?? '')
  const check = keyCheck(result)
  if (!check || (outcome === 'failed' && check.verdict !== 'failed')) return plain(result.reason ?? '')
  const who = check.verdict === 'failed' ? beyondText(check.beyond) : undefined
  return plain(`${check.name} ${observedText(check)} (${limitText(check)})${who ? `: ${who}` : ''}`)
}

const severity: readonly Outcome[] = [
  'failed',
  'missed',
  'stopped',
  'inconclusive',
  'skipped',
  'passed',
  'detected',
]

function worstFirst(scenarios: readonly ScenarioResult[]): ScenarioResult[] {
  return scenarios.toSorted((a, b) => severity.indexOf(outcomeOf(a)) - severity.indexOf(outcomeOf(b)))
}

function painter(colour: boolean): (outcome: Outcome, text: string) => string {
  const { green, red, yellow, dim } = picocolors.createColors(colour)
  const paints = {
    passed: green,
    detected: green,
    failed: red,
    missed: red,
    stopped: red,
    inconclusive: yellow,
    skipped: dim,
  }
  return (outcome, text) => paints[outcome](text)
}

/** A reason may quote a service's output, which must not drive the terminal. */
const plain = quotableLine

function widest(texts: readonly string[]): number {
  return greatest(
    texts.map(({ length }) => length),
    0,
  )
}

function clip(text: string, width: number): string {
  return text.length <= width ? text.trimEnd() : `${text.slice(0, Math.max(0, width - 1))}…`
}
