import uPlot from 'uplot'
import { element } from '../../../report/page-script/element.ts'
import type { Chart } from '../../protocol.ts'
import { niceTop, timeSteps } from '../model/nice.ts'
import type { Series } from '../model/series.ts'
import { clock, quantity } from '../model/times.ts'
import { setText } from './dom.ts'
import { linePath } from './line-path.ts'
import type { Palette } from './palette.ts'
import { drawMarks, type Happened, nameFaults, shadeFaults } from './shading.ts'

/** What all charts share. */
export interface ChartContext {
  readonly list: HTMLElement
  readonly palette: Palette
  readonly happened: Happened
  /** Somebody dragged over a stretch of time. */
  zoomed(from: number, to: number): void
  /** Somebody wants to see all up to now again. */
  released(): void
  /** The moment under the mouse, if it is over a chart. */
  pointed(at: number | undefined): void
}

export interface DrawnChart {
  readonly element: HTMLElement
  readonly plot: uPlot
  /** Takes new points and the stretch of time to show. */
  draw(series: Series, range: readonly [number, number]): void
  destroy(): void
}

const HEIGHT = 132
const AXIS_WIDTH = 52
/** The greatest value stays below the strips of the faults. */
const HEADROOM = 1.06

/**
 * A chart with its name, its lines' names and their values: those under the mouse, or the last.
 * @param named it names the faults, which is enough in one of them
 */
export function drawChart(
  { title, unit, lines }: Chart,
  series: Series,
  context: ChartContext,
  named: boolean,
): DrawnChart {
  const figure = element('div', '', { class: 'chart', role: 'group', tabindex: '0' })
  const legend = element('ul', '', { class: 'legend' })
  const values = lines.map((line, index) => {
    const item = element('li')
    const value = element('span', '–', { class: 'number value' })
    item.append(element('span', '', { class: `swatch line${(index % 8) + 1}` }), element('span', line), value)
    legend.append(item)
    return value
  })
  const caption = element('div', '', { class: 'caption' })
  caption.append(element('strong', title), element('span', unit, { class: 'quiet' }), legend)
  const box = element('div', '', { class: 'plot' })
  figure.append(caption, box)
  figure.setAttribute(
    'aria-label',
    `${title}${unit && `, ${unit}`}: left and right read values, plus and minus zoom`,
  )
  let shown = series
  const read = (plot: uPlot) => {
    const index = plot.cursor.idx ?? lastShown(shown, plot.scales.x?.max)
    for (const [line, value] of values.entries()) setText(value, quantity(shown.values[line]?.[index]))
    context.pointed(typeof plot.cursor.idx === 'number' ? shown.at[index] : undefined)
  }
  // In the page before it is drawn: its width is known, and it is drawn once.
  context.list.append(figure)
  const size = { width: Math.floor(box.clientWidth), height: HEIGHT }
  const plot = new uPlot({ ...options(lines, context, named, read), ...size }, dataOf(series), box)
  const resize = new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth)
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT })
  })
  resize.observe(box)
  return {
    element: figure,
    plot,
    draw(next, [min, max]) {
      shown = next
      plot.batch(() => {
        plot.setData(dataOf(next), false)
        plot.setScale('x', { min, max })
      })
      read(plot)
    },
    destroy() {
      resize.disconnect()
      plot.destroy()
      figure.remove()
    },
  }
}

const dataOf = ({ at, values }: Series): uPlot.AlignedData => [at, ...values]

/** Index of the last point up to a moment. */
function lastShown({ at }: Series, until = Infinity): number {
  let index = at.length - 1
  while (index > 0 && at[index]! > until) index--
  return index
}

function options(
  lines: readonly string[],
  context: ChartContext,
  named: boolean,
  read: (plot: uPlot) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { palette, happened } = context
  const onlyMoves = (type: string) => type === 'mousemove' || type === 'mouseleave'
  return {
    padding: [6, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { setScale: false, x: true, y: false, dist: 5 },
      sync: { key: 'game-day', setSeries: false, filters: { pub: onlyMoves } },
      bind: { dblclick: () => released(context) },
    },
    scales: {
      x: { time: false },
      y: { range: (_, min, max) => [Math.min(0, min ?? 0), niceTop((max ?? 0) * HEADROOM)] },
    },
    axes: axes(palette),
    series: [
      {},
      ...lines.map((label, index) => ({
        label,
        stroke: () => palette.lines[index % palette.lines.length]!,
        paths: linePath,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(plot) => shadeFaults(plot, happened)],
      draw: [
        (plot) => drawMarks(plot, happened, palette),
        (plot) => named && nameFaults(plot, happened, palette),
      ],
      setLegend: [read],
      setSelect: [(plot) => takeSelection(plot, context)],
    },
  }
}

function released(context: ChartContext): () => null {
  return () => {
    context.released()
    return null
  }
}

function takeSelection(plot: uPlot, context: ChartContext): void {
  const { left, width } = plot.select
  if (width <= 0) return
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  context.zoomed(from, to)
}

function axes(palette: Palette): uPlot.Axis[] {
  const look = {
    stroke: () => palette.muted,
    font: '11px system-ui, sans-serif',
    grid: { stroke: () => palette.line, width: 1 },
    ticks: { show: false },
  }
  return [
    { ...look, size: 22, gap: 4, space: 64, incrs: timeSteps, values: (_, splits) => splits.map(clock) },
    { ...look, size: AXIS_WIDTH, gap: 6, space: 28, values: (_, splits) => splits.map(quantity) },
  ]
}
