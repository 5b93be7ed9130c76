export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A cubic curve: start, two control points, end. */
export type Curve = readonly [Point, Point, Point, Point]

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

export function pointOn([a, b, c, d]: Curve, share: number): Point {
  const rest = 1 - share
  const weights = [rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3] as const
  const mix = (pick: (point: Point) => number) =>
    weights[0] * pick(a) + weights[1] * pick(b) + weights[2] * pick(c) + weights[3] * pick(d)
  return { x: mix(({ x }) => x), y: mix(({ y }) => y) }
}

/** How far a link may bow, pixels: straight first, then below and above by turns. */
const bows = [0, 60, -60, 110, -110, 170, -170, 240, -240]
const SAMPLES = Array.from({ length: 25 }, (_, index) => index / 24)
/** A link keeps so far from a box that is none of its ends. */
const CLEAR = 5

/** A curve from one box to another that runs through no third, if there is one. */
export function curveAround(from: Box, to: Box, boxes: readonly Box[]): Curve {
  const others = boxes.filter((box) => box !== from && box !== to).map(grown)
  const free = (curve: Curve) =>
    SAMPLES.every((share) => {
      const point = { ...pointOn(curve, share), width: 0, height: 0 }
      return !others.some((box) => overlaps(point, box))
    })
  const curves = bows.map((bow) => bowed(from, to, bow))
  return curves.find(free) ?? curves[0]!
}

function grown({ x, y, width, height }: Box): Box {
  return { x: x - CLEAR, y: y - CLEAR, width: width + 2 * CLEAR, height: height + 2 * CLEAR }
}

function bowed(from: Box, to: Box, bow: number): Curve {
  const [fromMiddle, toMiddle] = [from.y + from.height / 2, to.y + to.height / 2]
  if (from.x === to.x) {
    // Within a column it leaves and comes back at the same side.
    const side = bow >= 0 ? from.x + from.width : from.x
    const out = side + (bow >= 0 ? 40 + bow : bow - 40)
    return [
      { x: side, y: fromMiddle },
      { x: out, y: fromMiddle },
      { x: out, y: toMiddle },
      { x: side, y: toMiddle },
    ]
  }
  const forward = from.x < to.x
  const start = { x: forward ? from.x + from.width : from.x, y: fromMiddle }
  const end = { x: forward ? to.x : to.x + to.width, y: toMiddle }
  const control = (share: number) => ({
    x: start.x + (end.x - start.x) * share,
    y: start.y + (end.y - start.y) * share + bow,
  })
  return bow === 0 ? [start, control(1 / 3), control(2 / 3), end] : [start, control(0.1), control(0.9), end]
}

/** Shares of a link at which its label is tried: the middle first. */
const shares = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82]
/** How far beside the link, in widths and heights of the label. */
const besides = [
  ...[0, -0.8, 0.8].map((down) => [0, down] as const),
  ...[-0.3, 0.3, -0.55, 0.55].flatMap((across) => [0, -0.8, 0.8].map((down) => [across, down] as const)),
  ...[-1.6, 1.6].map((down) => [0, down] as const),
]

/** Where a label stands on its link: where it is free, or else in the middle. */
export function labelOn(
  curve: Curve,
  { width, height }: { readonly width: number; readonly height: number },
  free: (box: Box) => boolean,
): Box {
  const at = (share: number, [across, down]: readonly [number, number]): Box => {
    const { x, y } = pointOn(curve, share)
    return { x: x + (across - 0.5) * width, y: y + (down - 0.5) * height, width, height }
  }
  const places = besides.flatMap((beside) => shares.map((share) => at(share, beside)))
  return places.find(free) ?? at(0.5, [0, 0])
}
