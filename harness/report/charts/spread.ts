import { metricNamed } from '../../analysis/metric.ts'
import { quantile } from '../../analysis/quantile.ts'
import type { Timed } from '../../analysis/stat.ts'
import { formatMs } from '../../duration.ts'
import { type Charted, type ChartPlace, defineChart } from '../chart.ts'
import { foldedTable } from '../html/folded-table.ts'
import { html, type Markup } from '../html/html.ts'
import { distributionDrawing, type Row } from '../svg/distribution-chart.ts'
import { figureSvg } from '../svg/svg.ts'

/** The times of which a check's value is a statistic. */
export interface Spread {
  readonly check: string
  readonly times: readonly Timed[]
  readonly limitMs: number
}

/** How the times of each metric that has them are spread, the current version's beside those of the broken variants. */
defineChart<readonly Spread[]>('spread', {
  order: 30,
  everyVariant: false,
  data: spreads,
  draw: (own, place) => html`${own.map((one, index) => drawn(one, place, index))}`,
})

/** One for each measurement: checks of the same times differ in their statistic only. */
function spreads({ events, checks }: Charted): readonly Spread[] | undefined {
  const seen = new Set<string>()
  const found = checks.flatMap(({ name, metric, params, limit }) => {
    const { stat: _, ...window } = params
    const measurement = JSON.stringify([metric, window])
    const times = seen.has(measurement) ? undefined : metricNamed(metric)?.times
    if (!times) return []
    seen.add(measurement)
    return [{ check: name, times: times(events, params), limitMs: limit }]
  })
  return found.length > 0 ? found : undefined
}

function drawn(
  { check, times, limitMs }: Spread,
  { id, beside }: ChartPlace<readonly Spread[]>,
  index: number,
): Markup {
  const rows: Row[] = [
    { name: 'current', fixed: true, times },
    ...beside.flatMap(({ variant, data }) => {
      const same = data.find((spread) => spread.check === check)
      return same ? [{ name: variant, fixed: false, times: same.times }] : []
    }),
  ]
  return html`<h4>How the times are spread: ${check}</h4>
${figureSvg(distributionDrawing(rows, limitMs), `${id}-${index}`)}
<p class="quiet small">Each dot is one of them; the two ticks of a row are the median and the p99 (nearest rank).</p>
${foldedTable('The times as a table', ['variant', 'of', 'p50', 'p90', 'p99', 'max', 'never'], rows.map(quantileRow))}`
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
