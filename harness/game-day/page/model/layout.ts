import { greatest, least } from '../../../extremes.ts'
import { topologyPlaces } from '../../../report/html/topology-places.ts'
import type { TopologyLink, TopologyNode } from '../../protocol.ts'
import { type Box, type Curve, curveAround, labelOn, overlaps, pointOn } from './curve.ts'

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
const ROW = 76
const PAD = 12
const LABEL_HEIGHT = 22
/** Least width of a box, and what a character takes at the most, pixels. */
const BOX_MIN = 128
const CHARACTER = 7.6
const SMALL_CHARACTER = 6.6
/** What a box says of a fault must find room, whatever the names are. */
const STATE_CHARACTERS = 18

/** Where everything stands: boxes in columns from who asks to who is asked, links around the boxes, labels on the links. */
export function layoutOf(nodes: readonly TopologyNode[], links: readonly TopologyLink[]): Layout {
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
    return { ...node, x: x * (width + gap), y: y * ROW, width, height: BOX_HEIGHT }
  })
  return moved(boxes, linksAround(drawn, boxes))
}

const labelWidth = ({ name }: TopologyLink) => (name.length + 2) * SMALL_CHARACTER + 12

interface Drawn extends TopologyLink {
  readonly curve: Curve
  readonly label: Box
}

function linksAround(links: readonly TopologyLink[], boxes: readonly LaidNode[]): Drawn[] {
  const byName = new Map(boxes.map((box) => [box.name, box]))
  const curves = links.map((link) => curveAround(byName.get(link.from)!, byName.get(link.to)!, boxes))
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
