import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { countOutcomes, type Results } from '../results.ts'
import type { RunFile } from '../run-file.ts'
import type { Section } from '../section.ts'
import { addTrust } from '../trust.ts'
import { alteredSentences, verdictSentences } from '../words.ts'
import { baselineSection } from './baseline.ts'
import { document } from './document.ts'
import { html, raw } from './html.ts'
import { overview } from './overview.ts'
import { trustSection } from './trust.ts'

export interface PageParts {
  readonly run: RunFile
  readonly results: Results
  readonly sections: readonly Section[]
  readonly against: AgainstBaseline | undefined
  /** Source of the page's one script. */
  readonly script: string
}

/**
 * `index.html`, one file with nothing to fetch. In this order: did it hold, by what margin, what did it look like, what changed
 * since the baseline, can I trust the metric?
 */
export function indexHtml({ run, results, sections, against, script }: PageParts): string {
  const anchors = new Map(
    sections.flatMap(({ anchor, results }) => results.map(({ id }) => [id, anchor] as const)),
  )
  return document(
    `gameday: ${[...verdictSentences(countOutcomes(results.scenarios)), ...alteredSentences(results.scenarios)].join(' ') || 'nothing ran'}`,
    html`${overview({ run, results, against, anchor: (id) => anchors.get(id)! })}
${sections.map(({ html }) => raw(html))}
${baselineSection(against)}
${trustSection(addTrust(sections.map(({ trust }) => trust)), results)}`,
    script,
  )
}
