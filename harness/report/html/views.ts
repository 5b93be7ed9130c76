import type { Timeline } from '../../analysis/timeline.ts'
import { formatMs } from '../../duration.ts'
import { figureSvg } from '../svg/svg.ts'
import { markLetter, timelineDrawing } from '../svg/timeline-chart.ts'
import type { ScenarioView } from '../view.ts'
import { safeColour } from './colour.ts'
import { foldedTable } from './folded-table.ts'
import { html, type Markup } from './html.ts'
import { logLines } from './log-lines.ts'

/** The timeline with the meaning of its shades and letters; in both sizes also its numbers as a table. */
export function timelineView(
  { timeline, header }: ScenarioView,
  id: string,
  figure: typeof figureSvg = figureSvg,
): Markup {
  if (!timeline) return html`<p class="quiet">The journal ends before there was anything to draw.</p>`
  return html`${figure(timelineDrawing(timeline, header?.hosts ?? 0), `${id}-timeline`)}
<ul class="legend">${timeline.faults.map(
    (fault) =>
      html`<li><span class="swatch" style="background:${safeColour(fault.colour)};opacity:.5"></span>${fault.fault} ${fault.target}: ${fault.detail}, ${seconds(fault.from)} to ${seconds(fault.to)}${!fault.observed && html` <b class="open">not seen to act</b>`}</li>`,
  )}${timeline.marks.map(({ ms, name }, index) => html`<li><span class="letter">${markLetter(index)}</span>${seconds(ms)} ${name}</li>`)}</ul>
<p class="quiet small">Real time; 0 is the first fault. Counted per ${formatMs(timeline.bucketMs)}.</p>
${figure === figureSvg && timelineTable(timeline)}`
}

const TABLE_ROWS = 30

/** The timeline's numbers in at most 30 rows. */
function timelineTable({ probes, panels, bucketMs }: Timeline): Markup {
  const size = Math.max(1, Math.ceil(probes.length / TABLE_ROWS))
  const sum = (at: number, pick: (row: Timeline['probes'][number]) => number) =>
    probes.slice(at, at + size).reduce((total, row) => total + pick(row), 0)
  const starts = Array.from({ length: Math.ceil(probes.length / size) }, (_, i) => i * size)
  const columns = panels.map(({ title, kind, steps }) => ({
    head: kind === 'level' ? `${title}, at its end` : title,
    of: (from: number, end: number) =>
      kind === 'level'
        ? (steps.findLast(([ms]) => ms <= end)?.[1] ?? 0)
        : steps.reduce((total, [ms, count]) => total + (ms >= from && ms < end ? count : 0), 0),
  }))
  const rows = starts.map((at) => {
    const from = probes[at]!.ms
    return [
      seconds(from),
      sum(at, ({ ok }) => ok),
      sum(at, ({ failed }) => failed),
      sum(at, ({ missed }) => missed),
      ...columns.map(({ of }) => of(from, from + size * bucketMs)),
    ]
  })
  const heads = ['from', 'probes ok', 'failed', 'not sent', ...columns.map(({ head }) => head)]
  return foldedTable(`The timeline as a table, ${formatMs(size * bucketMs)} a row`, heads, rows)
}

/** Metrics seen before the fix. */
export function beforeTheFix({ header }: ScenarioView): Markup {
  if (!header?.before?.length) return html``
  return html`<h4>Seen before the fix</h4><ul>${header.before.map(({ check, text }) => html`<li>${check}: ${text}</li>`)}</ul>`
}

export function logView({ excerpt, timeline }: ScenarioView): Markup {
  if (excerpt.length === 0) return html``
  const lines = logLines(excerpt, timeline?.zero ?? excerpt[0]!.at)
  return html`<details><summary>Service logs around the faults (${excerpt.length} lines)</summary>${lines}</details>`
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(2))} s`
}
