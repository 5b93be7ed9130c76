import type { LoadedRun } from '../load.ts'
import type { Results } from '../results.ts'
import { countOutcomes } from '../results.ts'
import { verdictSentences } from '../words.ts'
import { document } from './document.ts'
import { html } from './html.ts'
import { overview } from './overview.ts'
import { scenarioSection } from './scenario.ts'

/** `index.html`: one file without scripts or anything to fetch. */
export function indexHtml(loaded: LoadedRun, results: Results): string {
  const groups = [...Map.groupBy(loaded.scenarios, ({ id }) => id)]
  const anchors = new Map(groups.map(([id], index) => [id, `s${index + 1}`]))
  const anchor = (id: string) => anchors.get(id)!
  return document(
    `gameday: ${verdictSentences(countOutcomes(results.scenarios)).join(' ') || 'nothing ran'}`,
    html`${overview(loaded, results, anchor)}
${groups.map(([id, views]) => scenarioSection(views, anchor(id)))}
<footer><p>Every figure is computed from the journals beside this file, <code>scenarios/…/journal.ndjson</code>; <code>gameday report</code> computes them again.</p></footer>`,
  )
}
