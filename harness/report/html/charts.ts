import { allCharts, type Chart } from '../chart.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'

/** All charts of the current version, with what they have of the broken variants beside it. */
export function chartsView(view: ScenarioView, beside: readonly ScenarioView[], id: string): Markup {
  return html`${allCharts().map((chart) => drawn(chart, view, beside, id))}`
}

/** The charts of another variant that tell something by themselves. */
export function chartsOfVariant(view: ScenarioView, id: string): Markup {
  return html`${allCharts().map((chart) => chart.everyVariant && drawn(chart, view, [], id))}`
}

function drawn(
  { name, draw }: Chart,
  { charts, timeline, header }: ScenarioView,
  beside: readonly ScenarioView[],
  id: string,
): Markup {
  const data = charts[name]
  if (data === undefined || !timeline) return html``
  const others = beside.flatMap(({ variant, charts: { [name]: own } }) =>
    own === undefined ? [] : [{ variant, data: own }],
  )
  return draw(data, { id: `${id}-${name}`, timeline, header, beside: others })
}
