import { outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { keyCheck, marginText, observedText } from '../words.ts'
import { html, type Markup, raw } from './html.ts'
import { badge } from './parts.ts'

/**
 * Scenarios by versions, in the order in which they were asked for; nothing where one version ran.
 * @param overlaid drawing of a scenario's versions over each other, by its id
 */
export function versionsMatrix({ run, scenarios }: Results, overlaid: (id: string) => string): Markup {
  const held = scenarios.filter(({ kind }) => kind !== 'broken')
  const versions = inOrderAsked(held, run.argv)
  if (versions.length < 2) return html``
  const groups = [...Map.groupBy(held, ({ id }) => id)].filter(([, own]) => own.length > 1)
  if (groups.length === 0) return html``
  return html`<h2 id="versions">Versions side by side</h2>
<div class="box"><table class="wide-table"><caption>Each scenario by version, with what it is about. The lines show the share of its times that are no longer than each, the dashed one the limit.</caption>
<thead><tr><th scope="col">scenario</th>${versions.map((version) => html`<th scope="col">${version}</th>`)}<th scope="col">times over each other</th></tr></thead>
<tbody>${groups.map(([id, own]) => html`<tr><th scope="row">${id}</th>${versions.map((version) => cell(own.filter((one) => versionOf(one, held) === version)))}<td>${raw(overlaid(id))}</td></tr>`)}</tbody></table></div>`
}

/** A target, variant or runtime: what tells apart the versions that had to hold. */
function versionOf({ variant, runtime }: ScenarioResult, all: readonly ScenarioResult[]): string {
  return new Set(all.map((one) => one.runtime)).size > 1 ? `${variant}, ${runtime}` : variant
}

/** As `--target v2,v1` names them; others as they come. */
function inOrderAsked(held: readonly ScenarioResult[], argv: readonly string[]): string[] {
  const asked = argv.flatMap((word, index) =>
    word === '--target'
      ? (argv[index + 1] ?? '').split(',')
      : (/^--target=(.*)$/.exec(word)?.[1]?.split(',') ?? []),
  )
  const place = ({ variant }: ScenarioResult) =>
    asked.includes(variant) ? asked.indexOf(variant) : asked.length
  const sorted = held.toSorted((a, b) => place(a) - place(b))
  return [...new Set(sorted.map((one) => versionOf(one, held)))]
}

/** Several repetitions are one cell: the worst of them is shown, and how many there are. */
function cell(own: readonly ScenarioResult[]): Markup {
  if (own.length === 0) return html`<td class="quiet">–</td>`
  const severity = ['failed', 'stopped', 'inconclusive', 'passed', 'skipped']
  const [shown] = own.toSorted((a, b) => severity.indexOf(outcomeOf(a)) - severity.indexOf(outcomeOf(b)))
  const check = keyCheck(shown!)
  return html`<td>${badge(outcomeOf(shown!))}${own.length > 1 && html` <span class="quiet small">worst of ${own.length}</span>`}<br><span class="small">${check ? `${check.name} ${observedText(check)}, ${marginText(check)}` : shown!.reason}</span></td>`
}
