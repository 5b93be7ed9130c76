import type { Timeline } from '../../analysis/timeline.ts'
import { safeColour } from '../html/colour.ts'
import { box, type Frame } from './marks.ts'

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
