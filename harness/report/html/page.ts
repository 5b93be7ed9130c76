import type { LoadedRun } from '../load.ts'
import type { Results } from '../results.ts'
import { countOutcomes } from '../results.ts'
import { verdictSentences } from '../words.ts'
import { html, raw } from './html.ts'
import { overview } from './overview.ts'
import { scenarioSection } from './scenario.ts'
import { style } from './style.ts'

/** `index.html`: one file without scripts or anything to fetch. */
export function indexHtml(loaded: LoadedRun, results: Results): string {
  const groups = [...Map.groupBy(loaded.scenarios, ({ id }) => id)]
  const anchors = new Map(groups.map(([id], index) => [id, `s${index + 1}`]))
  const anchor = (id: string) => anchors.get(id)!
  const title = `gameday: ${verdictSentences(countOutcomes(results.scenarios)).join(' ') || 'nothing ran'}`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${raw(style)}</style></head>
<body><main>
${overview(loaded, results, anchor)}
${groups.map(([id, views]) => scenarioSection(views, anchor(id)))}
<footer><p>Every figure is computed from the journals beside this file, <code>scenarios/…/journal.ndjson</code>; <code>gameday report</code> computes them again.</p></footer>
</main></body></html>
`.text
}
