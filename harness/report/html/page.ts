import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { headlineText } from '../headline/headline.ts'
import { type Results, wentWrong, worstOf } from '../results.ts'
import type { RunFile } from '../run-file.ts'
import type { Section } from '../section.ts'
import { addTrust } from '../trust.ts'
import { baselineSection } from './baseline.ts'
import { contents } from './contents.ts'
import { document } from './document.ts'
import { firstScreen } from './first-screen.ts'
import { framed } from './framed.ts'
import { html } from './html.ts'
import { everyExecution, scenarioLines } from './scenario-lines.ts'
import { trustSection } from './trust.ts'
import { versionsMatrix } from './versions.ts'
import { writtenSection } from './written.ts'

export interface PageParts {
  readonly run: RunFile
  readonly results: Results
  readonly sections: readonly Section[]
  readonly against: AgainstBaseline | undefined
  /** Source of the page's one script. */
  readonly script: string
}

/** Up to so many scenarios all are unfolded. */
const UNFOLDED_MAX = 3
/** Of more, so many that went wrong: each takes the browser some 15 ms, and nobody reads fifty below one another. */
const WRONG_UNFOLDED_MAX = 10

/**
 * `index.html`, one file with nothing to fetch. In this order: did it hold, by what margin, is that to be believed, what did each scenario
 * come to, what changed since the baseline, what did it look like?
 */
export function indexHtml({ run, results, sections, against, script }: PageParts): string {
  const anchors = new Map(
    sections.flatMap(({ anchor, results }) => results.map(({ id }) => [id, anchor] as const)),
  )
  const overlays = new Map(sections.map(({ results, overlaid }) => [results[0]?.id, overlaid]))
  const anchor = (id: string) => anchors.get(id)!
  const trust = addTrust(sections.map((section) => section.trust))
  const places = [
    { id: 'verdict', title: 'Verdict' },
    { id: 'trust', title: 'Trust' },
    { id: 'scenarios', title: 'Scenarios' },
    ...(results.written ? [{ id: 'findings', title: 'Findings' }] : []),
    { id: 'baseline', title: 'Baseline' },
  ]
  const unfolded = unfoldedOf(sections)
  return document(
    `gameday: ${headlineText(results)}`,
    html`<div id="verdict">${firstScreen({ run, results, trust, against, anchor })}</div>
${trustSection(trust, results)}
${scenarioLines(results, anchor)}
${versionsMatrix(results, (id) => overlays.get(id) ?? '')}
${everyExecution(results, anchor)}
${writtenSection(results.written)}
${baselineSection(against)}
${sections.map((section) => framed(section, unfolded.includes(section)))}`,
    { script, contents: contents(places, results.scenarios, anchor) },
  )
}

function unfoldedOf(sections: readonly Section[]): readonly Section[] {
  if (sections.length <= UNFOLDED_MAX) return sections
  return sections.filter(({ results }) => wentWrong(worstOf(results)!)).slice(0, WRONG_UNFOLDED_MAX)
}
