import type { Span } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { safeColour } from '../html/colour.ts'
import type { LanePlaces } from './lanes.ts'
import { box, type Frame, px, strokes } from './marks.ts'

/** Bars of one kind: where they are, and how they look. */
export interface Kind<Lane> {
  readonly of: (lane: Lane) => readonly Span[]
  readonly colour: string
  /** In lanes, from the middle of the lane. */
  readonly top: number
  readonly height: number
  readonly opacity: number
}

/** Bars on lanes, one lane per entry, later kinds above earlier ones. All bars of a kind are the strokes of one path. */
export function spans<Lane>(
  lanes: readonly Lane[],
  kinds: readonly Kind<Lane>[],
  { lane, middle, x }: LanePlaces & { readonly x: (ms: number) => number },
): string {
  return kinds
    .map(({ of, colour, top, height, opacity }) => {
      const bars = lanes.map((one, index) => {
        const y = px(middle(index) + (top + height / 2) * lane)
        return of(one)
          .map(({ from, to }) => `M${px(x(from))} ${y}H${px(Math.max(x(from) + 1, x(to)))}`)
          .join('')
      })
      return strokes(bars.join(''), {
        stroke: colour,
        'stroke-width': px(height * lane),
        ...(opacity < 1 && { 'stroke-opacity': opacity }),
      })
    })
    .join('')
}

/** Faults shaded over the whole height of a frame. */
export function faultShades(
  { faults }: Timeline,
  { frame, x }: { readonly frame: Frame; readonly x: (ms: number) => number },
): string {
  const within = (pixels: number) => Math.min(frame.right, Math.max(frame.left, pixels))
  return faults
    .map(({ from, to, colour }) =>
      box(
        { ...frame, left: within(x(from)), right: within(x(Math.max(to, from + 1))) },
        { fill: safeColour(colour), 'fill-opacity': 0.16 },
      ),
    )
    .join('')
}
