import type { Timeline } from '../../analysis/timeline.ts'
import { safeColour } from '../html/colour.ts'
import { box, type Frame, path } from './marks.ts'

/** Pixels between which one fault is shaded. */
type Span = readonly [left: number, right: number]

interface Shade {
  readonly colour: string
  readonly spans: Span[]
}

/** Faults shaded over the whole height of a frame. Those of one colour are one path, unless they overlap: then it is darker there. */
export function faultShades(
  { faults }: Timeline,
  { frame, x }: { readonly frame: Frame; readonly x: (ms: number) => number },
): string {
  const within = (pixels: number) => Math.min(frame.right, Math.max(frame.left, pixels))
  const shades: Shade[] = []
  for (const { from, to, colour } of faults) {
    const span: Span = [within(x(from)), within(x(Math.max(to, from + 1)))]
    const fits = shades.find(
      (shade) => shade.colour === colour && !shade.spans.some((one) => overlap(one, span)),
    )
    if (fits) fits.spans.push(span)
    else shades.push({ colour, spans: [span] })
  }
  return shades
    .map(({ colour, spans }) => {
      const boxes = spans.map(([left, right]) => box({ ...frame, left, right }))
      return path(boxes.join(''), { fill: safeColour(colour), 'fill-opacity': 0.16 })
    })
    .join('')
}

function overlap([left, right]: Span, [otherLeft, otherRight]: Span): boolean {
  return left < otherRight && otherLeft < right
}
