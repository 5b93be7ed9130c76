import type { Steps } from '../../analysis/timeline.ts'
import { escapeHtml, type Markup, raw } from '../html/html.ts'

/** Colours of charts: variables of the page's style, so that a drawing follows light, dark and paper. */
export const palette = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  ok: 'var(--ok)',
  bad: 'var(--bad)',
  warn: 'var(--warn)',
  accent: 'var(--accent)',
  stage1: 'var(--stage1)',
  stage2: 'var(--stage2)',
  stage3: 'var(--stage3)',
  stage4: 'var(--stage4)',
  stage5: 'var(--stage5)',
  stage6: 'var(--stage6)',
} as const

export interface TimeAxis {
  /** Limits of the axis, ms. */
  readonly from: number
  readonly to: number
  readonly series?: readonly { readonly name: string; readonly steps: Steps }[]
  /** What a lane's bars of a colour mean. */
  readonly kinds?: Readonly<Partial<Record<keyof typeof palette, string>>>
}

/** A picture of the report: what it shows, and how it is drawn at a width. */
export interface Drawing {
  /** What it shows, for those who do not see it. */
  readonly title: string
  readonly description: string
  /** Where the horizontal axis is time: what the page's script can read out and zoom. */
  readonly time?: TimeAxis
  /** The chart at a width in pixels; ids within it begin with `id`. */
  readonly at: (width: number, id: string) => Sheet
}

/** A drawing of one width. */
export interface Sheet {
  /** Pixels. */
  readonly height: number
  /** Pixels between which the horizontal axis runs. */
  readonly across: readonly [left: number, right: number]
  readonly marks: string
}

const WIDTHS = { wide: 1_000, narrow: 340, small: 300 }

/** Whether a width is that of a telephone, where there is less room for labels. */
export function isNarrow(width: number): boolean {
  return width < 500
}

/** A drawing in two sizes, of which the style shows the one that fits: text keeps its size on a telephone. `id` must be unique in the page. */
export function figureSvg(drawing: Drawing, id: string): Markup {
  const sizes = (['wide', 'narrow'] as const).map((name) =>
    chartSvg(drawing, { id: `${id}-${name}`, name, width: WIDTHS[name] }),
  )
  const { time } = drawing
  return raw(time ? plot(time, id, sizes.join('')) : sizes.join(''))
}

/** The same in one size, which a telephone moves across: for what is looked at now and then, as it takes half the room. */
export function wideFigureSvg(drawing: Drawing, id: string): Markup {
  const svg = chartSvg(drawing, { id: `${id}-wide`, name: 'wide only', width: WIDTHS.wide })
  const { time } = drawing
  return raw(`<div class="box">${time ? plot(time, id, svg) : svg}</div>`)
}

/** A drawing for the cell of a table, of one size. */
export function smallFigureSvg(drawing: Drawing, id: string): Markup {
  return raw(chartSvg(drawing, { id, name: 'small', width: WIDTHS.small }))
}

/** A drawing with the numbers behind it in a form that the page's script reads. Plots of one group and axis are zoomed together. */
function plot({ from, to, series = [], kinds = {} }: TimeAxis, id: string, inner: string): string {
  const steps = series.map(({ name, steps }) => `${name}=${differences(steps)}`)
  const words = Object.entries(kinds).map(([colour, meaning]) => `${colour}=${meaning}`)
  const data = {
    group: id.split('-', 2).join('-'),
    time: `${from} ${to}`,
    ...(steps.length > 0 && { series: steps.join('|') }),
    ...(words.length > 0 && { kinds: words.join('|') }),
  }
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
  return `<div class="plot"${attributes.join('')}>${inner}</div>`
}

/** Milliseconds and values, each as its difference from the one before: half as long as the numbers themselves. */
function differences(steps: Steps): string {
  let [atMs, atValue] = [0, 0]
  return steps
    .map(([exactMs, value]) => {
      const [ms, change] = [Math.round(exactMs) - atMs, Number((value - atValue).toPrecision(12))]
      atMs += ms
      atValue = Number((atValue + change).toPrecision(12))
      return `${ms} ${change}`
    })
    .join(' ')
}

/** A section of a page as a telephone moves across it: without the narrow form of its drawings. */
export function inOneSize(section: string): string {
  return section
    .replaceAll(/<svg class="chart narrow".*?<\/svg>/gs, '')
    .replaceAll(
      /<svg class="chart wide"(.*?<\/svg>)/gs,
      '<div class="box"><svg class="chart wide only"$1</div>',
    )
}

function chartSvg(
  { title, description, time, at }: Drawing,
  { id, name, width }: { id: string; name: string; width: number },
): string {
  const { height, across, marks } = at(width, id)
  const names = `<title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>`
  return `<svg class="chart ${name}" viewBox="0 0 ${width} ${height}"${time ? ` data-x="${across.join(' ')}"` : ''} role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">${names}${marks}</svg>`
}
