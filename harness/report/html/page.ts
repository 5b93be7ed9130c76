import { countOutcomes, type Results } from '../results.ts'
import type { RunFile } from '../run-file.ts'
import type { Section } from '../section.ts'
import { verdictSentences } from '../words.ts'
import { document } from './document.ts'
import { html, raw } from './html.ts'
import { overview } from './overview.ts'

/** `index.html`: one file without scripts or anything to fetch. */
export function indexHtml(run: RunFile, results: Results, sections: readonly Section[]): string {
  const anchors = new Map(
    sections.flatMap(({ anchor, results }) => results.map(({ id }) => [id, anchor] as const)),
  )
  return document(
    `gameday: ${verdictSentences(countOutcomes(results.scenarios)).join(' ') || 'nothing ran'}`,
    html`${overview(run, results, (id) => anchors.get(id)!)}
${sections.map(({ html }) => raw(html))}
<footer><p>Every figure is computed from the journals beside this file, <code>scenarios/…/journal.ndjson</code>; <code>gameday report</code> computes them again.</p></footer>`,
  )
}
