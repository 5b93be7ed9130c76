import { metricNamed } from '../../analysis/metric.ts'
import type { Steps, Timeline } from '../../analysis/timeline.ts'
import { greatest } from '../../extremes.ts'
import { NS_PER_MS } from '../../journal/clock.ts'
import { type Charted, defineChart } from '../chart.ts'
import { html } from '../html/html.ts'
import { axisOf, countAxis } from '../svg/axis.ts'
import { path, strokes } from '../svg/marks.ts'
import { stackedPanels } from '../svg/stacked-panels.ts'
import { stepLine, strokeOf, surfaceAbove } from '../svg/steps.ts'
import { type Drawing, figureSvg, isNarrow, palette } from '../svg/svg.ts'
import { clipSteps, thinSteps } from '../svg/thin.ts'

/** How what a check counts changed over time. */
interface Series {
  readonly check: string
  readonly unit: string
  readonly steps: Steps
}

/** A step line, under the faults, of each metric that says how its value changed. */
defineChart<readonly Series[]>('series', {
  order: 35,
  everyVariant: true,
  data: seriesOf,
  draw: (all, { id, timeline }) =>
    html`<h4>How it changed</h4>${all.map((one, index) => figureSvg(drawing(one, timeline), `${id}-${index}`))}`,
})

function seriesOf({ events, checks, timeline }: Charted): readonly Series[] | undefined {
  const found = checks.flatMap(({ name, metric, params, unit }) => {
    const points = metricNamed(metric)?.series?.(events, params) ?? []
    const steps = points.map(({ at, value }) => [(at - timeline.zero) / NS_PER_MS, value] as const)
    return steps.length > 0
      ? [{ check: name, unit, steps: clipSteps(steps, timeline.from, timeline.to) }]
      : []
  })
  return found.length > 0 ? found : undefined
}

/** What the page's script reads out, and what is wide enough to be seen. */
const POINTS_MAX = 240
const HEIGHT = 90

function drawing({ check, unit, steps }: Series, timeline: Timeline): Drawing {
  const drawn = thinSteps(steps, POINTS_MAX)
  const values = steps.map(([, value]) => value)
  const most = greatest(values, 0)
  return {
    title: check,
    description: `${check}, in ${unit}, over time: at most ${most}, at the end ${values.at(-1)}.`,
    time: { ...axisOf(timeline), series: [{ name: check, steps: drawn }] },
    at: (width, id) =>
      stackedPanels(timeline, {
        panels: [
          {
            title: `${check}, ${unit}`,
            height: HEIGHT,
            axis: (frame) => countAxis(most, frame, 3),
            draw: ({ frame, x, y }) => {
              const line = stepLine(drawn, { x, y, end: frame.right })
              return (
                path(surfaceAbove(line, frame.bottom), { fill: palette.accent, 'fill-opacity': 0.12 }) +
                strokes(strokeOf(line), { stroke: palette.accent, 'stroke-width': 1.5 })
              )
            },
          },
        ],
        gap: 34,
        left: isNarrow(width) ? 30 : 40,
        width,
        id,
      }),
  }
}
