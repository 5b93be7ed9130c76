import type { Steps } from '../../analysis/timeline.ts'
import { escapeHtml, type Markup, raw } from '../html/html.ts'
import { compact } from './compact.ts'
import { init } from './echarts.ts'

/** Colours of charts. Each stands in for a variable of the page's style, so that a drawing follows light and dark. */
export const palette = {
  ink: '#010101',
  muted: '#010102',
  line: '#010103',
  ok: '#010104',
  bad: '#010105',
  warn: '#010106',
  accent: '#010107',
  soft: '#010108',
  stage1: '#010111',
  stage2: '#010112',
  stage3: '#010113',
  stage4: '#010114',
  stage5: '#010115',
  stage6: '#010116',
} as const

export type Option = Parameters<ReturnType<typeof init>['setOption']>[0]

export interface TimeAxis {
  /** Limits of the axis, ms. */
  readonly from: number
  readonly to: number
  readonly series?: readonly { readonly name: string; readonly steps: Steps }[]
  /** What a lane's bars of a colour mean. */
  readonly kinds?: Readonly<Partial<Record<keyof typeof palette, string>>>
}

export interface Drawing {
  /** What it shows, for those who do not see it. */
  readonly title: string
  readonly description: string
  /** Where the horizontal axis is time: what the page's script can read out and zoom. */
  readonly time?: TimeAxis
  /** The chart at a width in pixels. */
  readonly at: (width: number) => { readonly option: Option; readonly height: number }
}

const WIDTHS = { wide: 1_000, narrow: 340 }

/** A drawing in two sizes, of which the style shows the one that fits: text keeps its size on a telephone. `id` must be unique in the page. */
export function figureSvg(drawing: Drawing, id: string): Markup {
  const sizes = Object.entries(WIDTHS).map(([name, width]) =>
    chartSvg(drawing, { id: `${id}-${name}`, name, width }),
  )
  const { time } = drawing
  return raw(time ? plot(time, id, sizes.join('')) : sizes.join(''))
}

/** A drawing with the figures behind it in a form that the page's script reads. Plots of one group and axis are zoomed together. */
function plot({ from, to, series = [], kinds = {} }: TimeAxis, id: string, inner: string): string {
  const steps = series.map(
    ({ name, steps }) => `${name}=${steps.map(([ms, value]) => `${Math.round(ms)} ${value}`).join(' ')}`,
  )
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

/** Pixels between which the horizontal axis runs. */
function axisPixels({ grid }: Option, width: number): string {
  const { left, right } = [grid ?? []].flat()[0] as { left: number; right: number }
  return `${left} ${width - right}`
}

function chartSvg(
  { title, description, time, at }: Drawing,
  { id, name, width }: { id: string; name: string; width: number },
) {
  const { option, height } = at(width)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', ...option })
    const inner = compact(tidy(chart.renderToSVGString(), id))
    const names = `<title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>`
    return `<svg class="chart ${name}" viewBox="0 0 ${width} ${height}"${time ? ` data-x="${axisPixels(option, width)}"` : ''} role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">${names}${inner}</svg>`
  } finally {
    chart.dispose()
  }
}

/** The library's drawing without its frame, style and bookkeeping, with ids of its own and the page's colours. */
function tidy(svg: string, id: string): string {
  return svg
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xml:space|stroke-miterlimit)="[^"]*"/g, '')
    .replace(/font-family:[^;"]*;?/g, '')
    .replace(/"zr\d+-/g, `"${id}-`)
    .replace(/#zr\d+-/g, `#${id}-`)
    .replace(/(fill|stroke)="(#0101\d\d)"/g, (_, what, colour) => `${what}="${variable(colour)}"`)
    .replace(/\n+/g, '')
}

const names = new Map<string, string>(Object.entries(palette).map(([name, colour]) => [colour, name]))

function variable(colour: string): string {
  return `var(--${names.get(colour) ?? 'ink'})`
}

/** Text of axes and labels. */
export const text = { color: palette.muted, fontSize: 12 } as const
