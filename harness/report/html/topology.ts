import { greatest } from '../../extremes.ts'
import type { Header } from '../../journal/events.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'
import { type Place, topologyPlaces } from './topology-places.ts'

type Topology = NonNullable<Header['topology']>
type Node = Topology['nodes'][number]

const BOX_HEIGHT = 40
const ROW = 78
const PAD = 8
/** Least widths, and about what a character takes, pixels. */
const BOX_MIN = 132
const GAP_MIN = 88
const NAME_CHARACTER = 8
const SMALL_CHARACTER = 6.2

/** Columns are as wide as the longest name in a box, and as far from one another as the longest name of a link. */
interface Sizes {
  readonly box: number
  readonly column: number
}

function sizesOf({ nodes, links }: Topology): Sizes {
  const texts = nodes.flatMap(({ name, role }) => [
    name.length * NAME_CHARACTER,
    role.length * SMALL_CHARACTER,
  ])
  const box = greatest(texts, BOX_MIN - 16) + 16
  const gap =
    greatest(
      links.map(({ name }) => (name.length + 2) * SMALL_CHARACTER),
      GAP_MIN - 12,
    ) + 12
  return { box, column: box + gap }
}

/** Services and links of a scenario; what the faults were aimed at is marked and named. Of several engines, the one that each service ran on. */
export function topologyDrawing(
  topology: Topology,
  { faultTargets: targets, nodes: engines }: Pick<ScenarioView, 'faultTargets' | 'nodes'>,
  id: string,
): Markup {
  const { links } = topology
  const hit = (name: string) => targets.includes(name) || targets.includes(engines[name] ?? '')
  const nodes = topology.nodes.map(({ name, role }) => {
    const engine = engines[name]
    const words = [hit(name) ? 'fault aimed here' : role, ...(engine === undefined ? [] : [engine])]
    return { name, role: words.join(' · ') }
  })
  const places = topologyPlaces(topology)
  const sizes = sizesOf({ nodes, links })
  const count = (pick: (place: Place) => number) =>
    greatest(
      [...places.values()].map((place) => pick(place) + 1),
      1,
    )
  const width = Math.ceil((count(({ x }) => x) - 1) * sizes.column + sizes.box + 2 * PAD)
  const height = count(({ y }) => y) * ROW + 2 * PAD
  const description = `${nodes.map(({ name }) => name).join(', ')}; links ${links.map(({ name }) => name).join(', ')}. Faults were aimed at ${targets.join(', ') || 'nothing'}.`
  return html`<div class="box"><svg class="topology" width="${width}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">
<title id="${id}-t">Topology</title><desc id="${id}-d">${description}</desc>
${links.map((link) => line(link, places, sizes, hit(link.name)))}${nodes.map((node) => box(node, places.get(node.name)!, sizes, hit(node.name)))}</svg></div>`
}

function corner({ x, y }: Place, { column }: Sizes): { left: number; top: number } {
  return { left: PAD + x * column, top: PAD + y * ROW + (ROW - BOX_HEIGHT) / 2 }
}

function box({ name, role }: Node, place: Place, sizes: Sizes, hit: boolean): Markup {
  const { left, top } = corner(place, sizes)
  const [stroke, width] = hit ? ['var(--bad)', 2.5] : ['var(--muted)', 1]
  const middle = left + sizes.box / 2
  return html`<rect x="${left}" y="${top}" width="${sizes.box}" height="${BOX_HEIGHT}" rx="7" fill="var(--soft)" stroke="${stroke}" stroke-width="${width}"/>
<text x="${middle}" y="${top + 18}" text-anchor="middle" font-size="13" font-weight="600" fill="var(--ink)">${name}</text>
<text x="${middle}" y="${top + 33}" text-anchor="middle" font-size="11" fill="${hit ? 'var(--bad)' : 'var(--muted)'}">${role}</text>`
}

function line(
  { name, from, to }: Topology['links'][number],
  places: Map<string, Place>,
  sizes: Sizes,
  hit: boolean,
): Markup {
  const [a, b] = [places.get(from), places.get(to)]
  if (!a || !b) return html``
  const [start, end] = [edge(a, b, sizes), edge(b, a, sizes)]
  const [stroke, width] = hit ? ['var(--bad)', 2.5] : ['var(--muted)', 1.2]
  // In the first gap: further on there may be boxes of other columns.
  const share = Math.abs(b.x - a.x) > 1 ? (sizes.column - sizes.box) / 2 / Math.abs(end.x - start.x) : 0.5
  const label = {
    x: Math.round(start.x + (end.x - start.x) * share),
    y: Math.round(start.y + (end.y - start.y) * share) - 5,
  }
  return html`<path d="M${start.x} ${start.y}L${end.x} ${end.y}" stroke="${stroke}" stroke-width="${width}" fill="none"${hit && html` stroke-dasharray="6 4"`}/>
<text x="${label.x}" y="${label.y}" text-anchor="middle" font-size="11" fill="${hit ? 'var(--bad)' : 'var(--muted)'}" stroke="var(--panel)" stroke-width="4" paint-order="stroke">${hit && '✕ '}${name}</text>`
}

/** Where a line from one box to another leaves it: at its side, or below and above within a column. */
function edge(from: Place, to: Place, sizes: Sizes): { x: number; y: number } {
  const { left, top } = corner(from, sizes)
  if (from.x === to.x) return { x: left + sizes.box / 2, y: from.y < to.y ? top + BOX_HEIGHT : top }
  return { x: from.x < to.x ? left + sizes.box : left, y: top + BOX_HEIGHT / 2 }
}
