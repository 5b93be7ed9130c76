import { greatest, least } from '../../../extremes.ts'
import { topologyPlaces } from '../../../report/html/topology-places.ts'
import type { TopologyLink, TopologyNode } from '../../protocol.ts'
import { type Box, type Curve, curveAround, labelOn, overlaps, type Point, pointOn } from './curve.ts'

export interface LaidNode extends Box {
  readonly name: string
  readonly role: string
}

export interface LaidLink {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Of an SVG path. */
  readonly path: string
  readonly label: Box
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly nodes: readonly LaidNode[]
  readonly links: readonly LaidLink[]
}

const BOX_HEIGHT = 44
/** Between boxes beside each other across the direction, and between rows that go down. */
const ACROSS = 32
const DOWN = 76
const PAD = 12
const LABEL_HEIGHT = 22
/** Least width of a box, and what a character takes at the most, pixels. */
const BOX_MIN = 128
const CHARACTER = 7.6
const SMALL_CHARACTER = 6.6
/** What a box says of a fault must find room, whatever the names are. */
const STATE_CHARACTERS = 18

/** Whether who is asked stands to the right of who asks, or below, where it is narrow. */
export type Direction = 'right' | 'down'

/** Where everything stands: boxes in columns or rows from who asks to who is asked, links around the boxes, labels on the links. */
export function layoutOf(
  nodes: readonly TopologyNode[],
  links: readonly TopologyLink[],
  direction: Direction = 'right',
): Layout {
  const known = new Set(nodes.map(({ name }) => name))
  const drawn = links.filter(({ from, to }) => known.has(from) && known.has(to))
  const width = Math.ceil(
    greatest(
      nodes.map(({ name }) => name.length * CHARACTER + 24),
      Math.max(BOX_MIN, STATE_CHARACTERS * SMALL_CHARACTER + 16),
    ),
  )
  const gap = Math.ceil(greatest(drawn.map(labelWidth), 40)) + 24
  const places = topologyPlaces({ nodes, links: drawn })
  const boxes = nodes.map((node): LaidNode => {
    const { x, y } = places.get(node.name)!
    const at =
      direction === 'right'
        ? { x: x * (width + gap), y: y * (BOX_HEIGHT + ACROSS) }
        : { x: y * (width + ACROSS), y: x * (BOX_HEIGHT + DOWN) }
    return { ...node, ...at, width, height: BOX_HEIGHT }
  })
  return moved(boxes, linksAround(drawn, boxes, direction))
}

const labelWidth = ({ name }: TopologyLink) => (name.length + 2) * SMALL_CHARACTER + 12

const same = <T>(one: T): T => one
const turned = ({ x, y, width, height }: Box): Box => ({ x: y, y: x, width: height, height: width })
const turnedPoint = ({ x, y }: Point): Point => ({ x: y, y: x })
const turnedCurve = ([a, b, c, d]: Curve): Curve => [
  turnedPoint(a),
  turnedPoint(b),
  turnedPoint(c),
  turnedPoint(d),
]

interface Drawn extends TopologyLink {
  readonly curve: Curve
  readonly label: Box
}

function linksAround(
  links: readonly TopologyLink[],
  boxes: readonly LaidNode[],
  direction: Direction,
): Drawn[] {
  // Curves run to the right; those that go down are found in the drawing on its side.
  const [turn, back] = direction === 'right' ? [same, same] : [turned, turnedCurve]
  const turnedBoxes = boxes.map(turn)
  const byName = new Map(boxes.map(({ name }, index) => [name, turnedBoxes[index]!]))
  const curves = links.map(({ from, to }) =>
    back(curveAround(byName.get(from)!, byName.get(to)!, turnedBoxes)),
  )
  const taken: Box[] = [...boxes]
  return links.map((link, index) => {
    const size = { width: Math.ceil(labelWidth(link)), height: LABEL_HEIGHT }
    const label = labelOn(curves[index]!, size, (box) => !taken.some((other) => overlaps(box, other)))
    taken.push(label)
    return { ...link, curve: curves[index]!, label }
  })
}

/** Moved so that everything is inside, with a margin. */
function moved(boxes: readonly LaidNode[], links: readonly Drawn[]): Layout {
  const areas = [
    ...boxes,
    ...links.map(({ label }) => label),
    ...links.flatMap(({ curve }) =>
      [0.25, 0.5, 0.75].map((share) => ({ ...pointOn(curve, share), width: 0, height: 0 })),
    ),
  ]
  const dx =
    PAD -
    least(
      areas.map(({ x }) => x),
      0,
    )
  const dy =
    PAD -
    least(
      areas.map(({ y }) => y),
      0,
    )
  const at = <T extends Box>(box: T): T => ({ ...box, x: box.x + dx, y: box.y + dy })
  const pair = ({ x, y }: { x: number; y: number }) => `${Math.round(x + dx)} ${Math.round(y + dy)}`
  return {
    width: Math.ceil(
      greatest(
        areas.map(({ x, width }) => x + width),
        0,
      ) +
        dx +
        PAD,
    ),
    height: Math.ceil(
      greatest(
        areas.map(({ y, height }) => y + height),
        0,
      ) +
        dy +
        PAD,
    ),
    nodes: boxes.map(at),
    links: links.map(({ name, from, to, curve: [a, b, c, d], label }) => ({
      ...{ name, from, to, label: at(label) },
      path: `M${pair(a)}C${pair(b)} ${pair(c)} ${pair(d)}`,
    })),
  }
}
