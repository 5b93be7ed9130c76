import { stages } from '../../analysis/breakdown.ts'
import { quantile } from '../../analysis/quantile.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { formatMs } from '../../duration.ts'
import { applicationColours, applicationsDrawing } from '../charts/applications-chart.ts'
import { breakdownDrawing, stageColours } from '../charts/breakdown-chart.ts'
import { distributionDrawing, type Row } from '../charts/distribution-chart.ts'
import { lanesDrawing } from '../charts/lanes-chart.ts'
import { figureSvg } from '../charts/svg.ts'
import { markLetter, timelineDrawing } from '../charts/timeline-chart.ts'
import type { ScenarioView } from '../view.ts'
import { safeColour } from './colour.ts'
import { html, type Markup } from './html.ts'
import { logLines } from './log-lines.ts'

/** The timeline with the meaning of its shades and letters, and its numbers as a table. */
export function timelineView({ timeline, header }: ScenarioView, id: string): Markup {
  if (!timeline) return html`<p class="quiet">The journal ends before there was anything to draw.</p>`
  return html`${figureSvg(timelineDrawing(timeline, header?.hosts ?? 0), `${id}-timeline`)}
<ul class="legend">${timeline.faults.map(
    (fault) =>
      html`<li><span class="swatch" style="background:${safeColour(fault.colour)};opacity:.5"></span>${fault.fault} ${fault.target}: ${fault.detail}, ${seconds(fault.from)} to ${seconds(fault.to)}${!fault.observed && html` <b class="open">not seen to act</b>`}</li>`,
  )}${timeline.marks.map(({ ms, name }, index) => html`<li><span class="letter">${markLetter(index)}</span>${seconds(ms)} ${name}</li>`)}</ul>
<p class="quiet small">Real time; 0 is the first fault. Probes and dials per ${formatMs(timeline.bucketMs)}.</p>
${timelineTable(timeline)}`
}

const TABLE_ROWS = 30

/** The timeline's numbers in at most 30 rows. */
function timelineTable({ probes, dials, connected, stale, bucketMs }: Timeline): Markup {
  const size = Math.max(1, Math.ceil(probes.length / TABLE_ROWS))
  const sum = <T>(rows: readonly T[], at: number, pick: (row: T) => number) =>
    rows.slice(at, at + size).reduce((total, row) => total + pick(row), 0)
  const valueAt = (steps: Timeline['connected'], ms: number) => steps.findLast(([at]) => at <= ms)?.[1] ?? 0
  const starts = Array.from({ length: Math.ceil(probes.length / size) }, (_, i) => i * size)
  const rows = starts.map((at) => {
    const end = probes[at]!.ms + size * bucketMs
    return [
      seconds(probes[at]!.ms),
      valueAt(connected, end),
      sum(probes, at, ({ ok }) => ok),
      sum(probes, at, ({ failed }) => failed),
      sum(probes, at, ({ missed }) => missed),
      sum(dials, at, ([, count]) => count),
      ...(stale.length > 0 ? [valueAt(stale, end)] : []),
    ]
  })
  const heads = [
    'from',
    'connected at its end',
    'probes ok',
    'failed',
    'not sent',
    'dials',
    ...(stale.length > 0 ? ['stale at its end'] : []),
  ]
  return foldedTable(`The timeline as a table, ${formatMs(size * bucketMs)} a row`, heads, rows)
}

export function lanesView({ lanes, timeline }: ScenarioView, id: string): Markup {
  if (!timeline || lanes.length === 0) return html``
  const grouped = lanes.some(({ of }) => of > 1)
  return html`<h4>Every host</h4>
<ul class="legend"><li><span class="swatch" style="background:var(--accent);opacity:.55"></span>tunnel registered</li><li><span class="swatch" style="background:var(--ink);opacity:.75"></span>dialling</li><li><span class="swatch" style="background:var(--bad)"></span>probes failing</li></ul>
${grouped && html`<p class="quiet small">Hosts are grouped by how long they were connected; each lane shows the host of its group that was connected least.</p>`}
${figureSvg(lanesDrawing(lanes, timeline), `${id}-lanes`)}`
}

export function applicationsView({ vmLanes, timeline }: ScenarioView, id: string): Markup {
  if (!timeline || vmLanes.length === 0) return html``
  const swatch = (kind: keyof typeof applicationColours) =>
    html`<span class="swatch" style="background:var(--${applicationColours[kind]});opacity:.75"></span>`
  return html`<h4>Change sets applied, by VM</h4>
<ul class="legend"><li>${swatch('first')}first time, first attempt</li><li>${swatch('retry')}first time, on a retry</li><li>${swatch('again')}again</li></ul>
${figureSvg(applicationsDrawing(vmLanes, timeline), `${id}-applications`)}`
}

/** Reconnect times of the current version beside those of the broken variants, one chart per measurement. */
export function distributionView(fixed: ScenarioView, others: readonly ScenarioView[], id: string): Markup {
  const charts = fixed.distributions.map(({ check, times, limitMs }, index) => {
    const rows: Row[] = [
      { name: 'current', fixed: true, times },
      ...others.flatMap((view) => {
        const same = view.distributions.find((distribution) => distribution.check === check)
        return same ? [{ name: view.variant, fixed: false, times: same.times }] : []
      }),
    ]
    const seen = fixed.header?.before?.filter((before) => before.check === check) ?? []
    return html`<h4>Reconnect times: ${check}</h4>
${figureSvg(distributionDrawing(rows, limitMs), `${id}-dist-${index}`)}
<p class="quiet small">A dot is a host; the two ticks of a row are its median and p99 (nearest rank).</p>
${seen.map(({ text }) => html`<p class="small">Seen before the fix: ${text}</p>`)}
${foldedTable('The times as a table', ['variant', 'hosts', 'p50', 'p90', 'p99', 'max', 'never'], rows.map(quantileRow))}`
  })
  return html`${charts}${beforeTheFix(fixed)}`
}

function quantileRow({ name, times }: Row): (string | number)[] {
  const values = times.map(({ ms }) => ms ?? Infinity)
  const at = (p: number) => formatMs(quantile(values, p) ?? Infinity)
  return [
    name,
    times.length,
    at(0.5),
    at(0.9),
    at(0.99),
    at(1),
    values.filter((ms) => ms === Infinity).length,
  ]
}

/** Metrics seen before the fix that belong to no distribution. */
function beforeTheFix({ header, distributions }: ScenarioView): Markup {
  const drawn = new Set(distributions.map(({ check }) => check))
  const rest = header?.before?.filter(({ check }) => !drawn.has(check)) ?? []
  if (rest.length === 0) return html``
  return html`<h4>Seen before the fix</h4><ul>${rest.map(({ check, text }) => html`<li>${check}: ${text}</li>`)}</ul>`
}

export function breakdownView({ breakdown }: ScenarioView, id: string): Markup {
  if (!breakdown?.hosts.some(({ totalMs }) => totalMs !== null)) return html``
  const summary = breakdown.summary.map(({ stage, p50, p90, p99, max, of }) => [
    stage,
    ...[p50, p90, p99, max].map(formatMs),
    of,
  ])
  return html`<h4>Where the time of each reconnect went</h4>
<ul class="legend">${stages.map((stage) => html`<li><span class="swatch" style="background:var(--${stageColours[stage]})"></span>${stageWords[stage]}</li>`)}</ul>
${figureSvg(breakdownDrawing(breakdown), `${id}-breakdown`)}
${foldedTable('Medians and tails', ['stage', 'p50', 'p90', 'p99', 'max', 'hosts'], summary)}`
}

const stageWords = {
  detect: 'until the host knew',
  wait: 'until its first dial',
  dial: 'until a dial connected that worked',
  upgrade: 'until the upgrade',
  register: 'until registered',
  answer: 'until the first request was answered',
}

export function logView({ excerpt, timeline }: ScenarioView): Markup {
  if (excerpt.length === 0) return html``
  const lines = logLines(excerpt, timeline?.zero ?? excerpt[0]!.at)
  return html`<details><summary>Service logs around the faults (${excerpt.length} lines)</summary>${lines}</details>`
}

function foldedTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Markup {
  return html`<details><summary>${title}</summary><div class="box"><table><caption>${title}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></details>`
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(2))} s`
}
