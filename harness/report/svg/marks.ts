import { escapeHtml } from '../html/html.ts'
import { shortPath } from './path-data.ts'

/** Pixels between which something is drawn. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Attributes of an element. Made by the program: nothing of a journal may come here but through `safeColour`. */
type Look = Readonly<Record<string, string | number>>

/** A tenth of a pixel is finer than anybody sees, and shorter to write. */
export function px(value: number): number {
  return Math.round(value * 10) / 10
}

/** A path of `M L H V Z`, which is what the page's script can move; nothing for one without strokes. */
export function path(d: string, look: Look): string {
  return d === '' ? '' : `<path d="${shortPath(d)}"${attributes(look)}/>`
}

/** Strokes without a surface. */
export function strokes(d: string, look: Look): string {
  return path(d, { fill: 'none', ...look })
}

/** Marks of one look, which is said once. */
export function group(look: Look, marks: readonly string[]): string {
  return marks.length === 0 ? '' : `<g${attributes(look)}>${marks.join('')}</g>`
}

/** A closed box, as a path. */
export function box({ left, right, top, bottom }: Frame): string {
  return `M${px(left)} ${px(top)}H${px(right)}V${px(bottom)}H${px(left)}Z`
}

interface DotLook {
  /** Pixels. */
  readonly radius: number
  readonly colour: string
  /** Below 1, dots upon one another are darker than one alone. */
  readonly opacity?: number
}

/** Dots: strokes of no length with round ends, which take a quarter of the room that circles do. */
export function dots(
  places: readonly (readonly [x: number, y: number])[],
  { radius, colour, opacity = 1 }: DotLook,
): string {
  const each = [...new Set(places.map(([x, y]) => `M${px(x)} ${px(y)}h0`))]
  const look = { stroke: colour, 'stroke-width': 2 * radius, 'stroke-linecap': 'round' }
  if (opacity === 1) return path(each.join(''), look)
  return group(
    { ...look, 'stroke-opacity': opacity },
    places.map(([x, y]) => path(`M${px(x)} ${px(y)}h0`, {})),
  )
}

/** Text whose middle is at that height, in the style's size and colour unless the look says otherwise. */
export function label(words: string, x: number, y: number, look: Look = {}): string {
  return `<text transform="translate(${px(x)} ${px(y)})"${attributes(look)}>${escapeHtml(words)}</text>`
}

/** Labels under one another that end at `x`. */
export function column(x: number, labels: readonly (readonly [words: string, y: number])[]): string {
  const texts = labels.map(([words, y]) => `<text y="${px(y)}">${escapeHtml(words)}</text>`)
  return group({ 'text-anchor': 'end', transform: `translate(${px(x)} 0)` }, texts)
}

/** What is drawn outside of the frame is cut off, also when the axis is stretched. `id` must be unique in the page. */
export function clipped({ left, right, top, bottom }: Frame, id: string, marks: string): string {
  const room = 1
  const frame = `x="${left - room}" y="${top - room}" width="${right - left + 2 * room}" height="${bottom - top + 2 * room}"`
  return `<clipPath id="${id}"><rect ${frame}/></clipPath><g clip-path="url(#${id})">${marks}</g>`
}

function attributes(look: Look): string {
  return Object.entries(look)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
}
