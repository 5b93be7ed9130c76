import { type Charted, defineChart, figureSvg, foldedTable, formatMs, html } from '../../../definitions.ts'
import { type Breakdown, reconnectBreakdown, stages } from '../analysis/breakdown.ts'
import { breakdownDrawing, stageColours } from '../analysis/breakdown-chart.ts'
import { reconnectParams } from '../metrics/reconnect.ts'

/** Where the time of each reconnect went, in the window of the first check of reconnects. */
defineChart<Breakdown>('breakdown', {
  order: 60,
  everyVariant: false,
  data: breakdownIn,
  draw: (breakdown, { id }) => {
    const summary = breakdown.summary.map(({ stage, p50, p90, p99, max, of }) => [
      stage,
      ...[p50, p90, p99, max].map(formatMs),
      of,
    ])
    return html`<h4>Where the time of each reconnect went</h4>
<ul class="legend">${stages.map((stage) => html`<li><span class="swatch" style="background:var(--${stageColours[stage]})"></span>${stageWords[stage]}</li>`)}</ul>
${figureSvg(breakdownDrawing(breakdown), id)}
${foldedTable('Medians and tails', ['stage', 'p50', 'p90', 'p99', 'max', 'hosts'], summary)}`
  },
})

function breakdownIn({ events, checks }: Charted): Breakdown | undefined {
  const windows = checks
    .filter(({ metric }) => metric === 'reconnect' || metric === 'host-outage')
    .flatMap(({ params: { stat: _, ...window } }) => reconnectParams.safeParse(window).data ?? [])
  const breakdown = windows[0] && reconnectBreakdown(events, windows[0])
  return breakdown?.hosts.some(({ totalMs }) => totalMs !== null) ? breakdown : undefined
}

const stageWords = {
  detect: 'until the host knew',
  wait: 'until its first dial',
  dial: 'until a dial connected that worked',
  upgrade: 'until the upgrade',
  register: 'until registered',
  answer: 'until the first request was answered',
}
