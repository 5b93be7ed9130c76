import { absolutePath } from '../svg/path-data.ts'
import { element } from './element.ts'

const SVG = 'http://www.w3.org/2000/svg'

export interface Steps {
  readonly name: string
  readonly points: readonly (readonly [ms: number, value: number])[]
}

export interface Shape {
  readonly element: Element
  /** Absolute `M L H V Z`. */
  readonly drawn: string
  /** Pixels beyond the axis at which what lies outside is gathered: out of sight, where the drawing cuts it off there. */
  readonly beyond: number
}

/** One drawing of a plot; which of its two sizes is seen depends on the window. */
export interface Sheet {
  readonly svg: SVGSVGElement
  /** Pixels of the drawing between which the time axis runs. */
  readonly left: number
  readonly right: number
  readonly cursor: SVGLineElement
  /** What moves with the axis, as it was drawn. */
  readonly shapes: readonly Shape[]
  /** Letters of marked moments. */
  readonly letters: readonly (readonly [element: Element, x: number, y: number])[]
  /** The axis' own labels: its seconds. */
  readonly seconds: readonly Element[]
}

export interface Plot {
  readonly box: HTMLElement
  readonly from: number
  readonly to: number
  readonly series: readonly Steps[]
  /** Words for what is drawn in a colour, where the plot has lanes. */
  readonly kinds: ReadonlyMap<string, string>
  readonly sheets: readonly Sheet[]
  readonly readout: HTMLElement
  at: number
  lane: number
}

/** Plots of one form that have the same time axis zoom together. */
export interface Group {
  readonly plots: Plot[]
  from: number
  to: number
}

export const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
export const seconds = (ms: number) => `${Number((ms / 1000).toFixed(3))} s`

/** A plot of the page. Its drawings are taken apart when it is first used: a page may have hundreds of them, and few are. */
export function plotOf(box: HTMLElement): Plot {
  const [from = 0, to = 1] = (box.dataset.time ?? '').split(' ').map(Number)
  const readout = element('span', '', { class: 'readout quiet small', role: 'status' })
  const series = once(() => (box.dataset.series ?? '').split('|').filter(Boolean).map(stepsOf))
  const sheets = once(() => [...box.querySelectorAll<SVGSVGElement>('svg[data-x]')].map(sheetOf))
  return {
    box,
    from,
    to,
    get series() {
      return series()
    },
    kinds: new Map(
      (box.dataset.kinds ?? '')
        .split('|')
        .filter(Boolean)
        .map((kind) => kind.split('=') as [string, string]),
    ),
    get sheets() {
      return sheets()
    },
    readout,
    at: clamp(0, from, to),
    lane: 0,
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** `name=ms value ms value …`, each as its difference from the one before. */
function stepsOf(text: string): Steps {
  const [name = '', rest = ''] = text.split('=')
  const numbers = rest.split(' ').map(Number)
  let [ms, value] = [0, 0]
  const points = numbers.flatMap((difference, i) => {
    if (i % 2 > 0) return []
    ms += difference
    value = Number((value + (numbers[i + 1] ?? 0)).toPrecision(12))
    return [[ms, value] as const]
  })
  return { name, points }
}

function sheetOf(svg: SVGSVGElement): Sheet {
  const [left = 0, right = 1] = (svg.dataset.x ?? '').split(' ').map(Number)
  const drawn = (selector: string) =>
    [...svg.querySelectorAll(selector)].filter((one) => !one.closest('defs'))
  const placed = drawn('text[transform]').map((text) => {
    const [x = 0, y = 0] = (/translate\(([^)]*)\)/.exec(text.getAttribute('transform') ?? '')?.[1] ?? '')
      .split(' ')
      .map(Number)
    return [text, x, y] as const
  })
  const isSecond = ([text]: readonly [Element, ...unknown[]]) => /^-?[\d.]+ s$/.test(text.textContent ?? '')
  const cursor = document.createElementNS(SVG, 'line')
  cursor.setAttribute('class', 'cursor')
  cursor.setAttribute('y2', String(svg.viewBox.baseVal.height - 30))
  svg.append(cursor)
  return {
    svg,
    left,
    right,
    cursor,
    shapes: drawn('path').map(shapeOf),
    letters: placed.filter((label) => /^[a-z]$/.test(label[0].textContent ?? '')),
    seconds: placed.filter(isSecond).map(([text]) => text),
  }
}

function shapeOf(element: Element): Shape {
  const drawn = absolutePath(element.getAttribute('d') ?? '')
  return { element, drawn, beyond: element.closest('[clip-path]') ? 8 : 0 }
}
