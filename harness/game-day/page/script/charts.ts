import type { Chart } from '../../protocol.ts'
import type { LiveState } from '../model/state.ts'
import { exactClock } from '../model/times.ts'
import { between, rangeOf } from '../model/window.ts'
import { type ChartContext, type DrawnChart, drawChart } from './chart.ts'
import { byId, setText } from './dom.ts'
import type { Live, View } from './live.ts'
import { paletteOf } from './palette.ts'
import type { Happened } from './shading.ts'
import { timeControl } from './time-control.ts'
import { useChartKeys } from './time-input.ts'
import { Turns } from './turns.ts'

export interface ChartsView extends View {
  /** Shows the last minutes up to now, and moves with them. */
  follow(): void
}

/** All charts over one axis of time. Only those in sight are drawn. */
export function chartsView(live: Live): ChartsView {
  let drawn = new Map<string, { chart: DrawnChart; key: string }>()
  const inSight = new Set<Element>()
  const happened: Happened = { faults: [], marks: [], now: 0 }
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) inSight[isIntersecting ? 'add' : 'delete'](target)
    if (live.state) drawAll(live.state)
  })
  const time = timeControl(live.now, () => live.state && drawAll(live.state))
  const context: ChartContext = {
    list: byId('chart-list'),
    palette: paletteOf(() => live.state && drawAll(live.state)),
    happened,
    zoomed: (from, to) => time.show(between(from, to)),
    released: () => time.move('follow'),
    pointed: (at) => setText(byId('cursor-time'), at === undefined ? '' : `at ${exactClock(at)}`),
  }
  const turns = new Turns<string>((id) => {
    const chart = drawn.get(id)?.chart
    const series = live.state?.points.get(id)
    if (!chart || !series || !inSight.has(chart.element)) return
    happened.now = live.now()
    chart.draw(series, rangeOf(time.shown, happened.now))
  })
  const drawAll = (state: LiveState) => {
    happened.faults = [...state.faults.values()]
    turns.add(drawn.keys())
  }
  const build = (state: LiveState) => {
    const before = drawn
    drawn = new Map()
    for (const chart of state.charts) {
      const key = keyOf(chart)
      const old = before.get(chart.id)
      before.delete(chart.id)
      if (old && old.key !== key) remove(old.chart, sight)
      const made =
        old?.key === key
          ? old
          : { key, chart: drawChart(chart, state.points.get(chart.id)!, context, drawn.size === 0) }
      drawn.set(chart.id, made)
      context.list.append(made.chart.element)
      if (made !== old) {
        sight.observe(made.chart.element)
        useChartKeys(made.chart, time.move)
      }
    }
    for (const { chart } of before.values()) remove(chart, sight)
  }
  return {
    parts: ['charts', 'points', 'faults', 'log'],
    draw(state, fresh) {
      if (fresh || state.charts.some((chart) => drawn.get(chart.id)?.key !== keyOf(chart))) build(state)
      happened.marks = state.log.filter(({ kind }) => kind === 'mark')
      drawAll(state)
    },
    tick: (_, state) => time.shown.follow && drawAll(state),
    follow: () => time.move('follow'),
  }
}

const keyOf = ({ id, title, unit, lines }: Chart) => JSON.stringify([id, title, unit, lines])

function remove(chart: DrawnChart, sight: IntersectionObserver): void {
  sight.unobserve(chart.element)
  chart.destroy()
}
