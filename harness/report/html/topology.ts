import { greatest } from '../../extremes.ts'
import type { Header } from '../../journal/events.ts'
import { html, type Markup } from './html.ts'

type Topology = NonNullable<Header['topology']>
type Node = Topology['nodes'][number]

/** Columns from the client to what stores; a role that is not listed comes last. */
const columns: readonly RegExp[] = [
  /prob|client/,
  /edge|proxy|balancer|orchestrator/,
  /relay|server|service/,
  /host|redis|store|director/,
]

const BOX = { width: 132, height: 40 }
const COLUMN = 220
const ROW = 78
const PAD = 8

interface Place {
  readonly x: number
  readonly y: number
}

/** Services and links of a scenario; what the faults were aimed at is marked and named. */
export function topologyDrawing({ nodes, links }: Topology, targets: readonly string[], id: string): Markup {
  const places = placed(nodes)
  const rows = greatest(
    [...places.values()].map(({ y }) => y + 1),
    1,
  )
  const width =
    greatest(
      [...places.values()].map(({ x }) => x + 1),
      1,
    ) *
      COLUMN -
    (COLUMN - BOX.width) +
    2 * PAD
  const height = rows * ROW + 2 * PAD
  const hit = (name: string) => targets.includes(name)
  const description = `${nodes.map(({ name }) => name).join(', ')}; links ${links.map(({ name }) => name).join(', ')}. Faults were aimed at ${targets.join(', ') || 'nothing'}.`
  return html`<div class="box"><svg class="topology" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t" aria-describedby="${id}-d">
<title id="${id}-t">Topology</title><desc id="${id}-d">${description}</desc>
${links.map((link) => line(link, places, hit(link.name)))}${nodes.map((node) => box(node, places.get(node.name)!, hit(node.name)))}</svg></div>`
}

/** Rows of every column are centred, so that one edge stands between its relays. */
function placed(nodes: readonly Node[]): Map<string, Place> {
  const byColumn = Map.groupBy(nodes, ({ role, name }) => {
    const index = columns.findIndex(
      (pattern) => pattern.test(role.toLowerCase()) || pattern.test(name.toLowerCase()),
    )
    return index === -1 ? columns.length : index
  })
  const used = [...byColumn.keys()].sort((a, b) => a - b)
  const tallest = greatest(
    [...byColumn.values()].map(({ length }) => length),
    0,
  )
  return new Map(
    used.flatMap((column, x) =>
      byColumn.get(column)!.map((node, y): [string, Place] => {
        return [node.name, { x, y: y + (tallest - byColumn.get(column)!.length) / 2 }]
      }),
    ),
  )
}

function corner({ x, y }: Place): { left: number; top: number } {
  return { left: PAD + x * COLUMN, top: PAD + y * ROW + (ROW - BOX.height) / 2 }
}

function box({ name, role }: Node, place: Place, hit: boolean): Markup {
  const { left, top } = corner(place)
  const [stroke, width] = hit ? ['var(--bad)', 2.5] : ['var(--muted)', 1]
  const middle = left + BOX.width / 2
  return html`<rect x="${left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="7" fill="var(--soft)" stroke="${stroke}" stroke-width="${width}"/>
<text x="${middle}" y="${top + 18}" text-anchor="middle" font-size="13" font-weight="600" fill="var(--ink)">${clip(name, 17)}</text>
<text x="${middle}" y="${top + 33}" text-anchor="middle" font-size="11" fill="${hit ? 'var(--bad)' : 'var(--muted)'}">${hit ? 'fault aimed here' : clip(role, 20)}</text>`
}

function line(
  { name, from, to }: Topology['links'][number],
  places: Map<string, Place>,
  hit: boolean,
): Markup {
  const [a, b] = [places.get(from), places.get(to)]
  if (!a || !b) return html``
  const [start, end] = [edge(a, b), edge(b, a)]
  const [stroke, width] = hit ? ['var(--bad)', 2.5] : ['var(--muted)', 1.2]
  const label = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 - 5 }
  return html`<path d="M${start.x} ${start.y}L${end.x} ${end.y}" stroke="${stroke}" stroke-width="${width}" fill="none"${hit && html` stroke-dasharray="6 4"`}/>
<text x="${label.x}" y="${label.y}" text-anchor="middle" font-size="11" fill="${hit ? 'var(--bad)' : 'var(--muted)'}" stroke="var(--panel)" stroke-width="4" paint-order="stroke">${hit && '✕ '}${clip(name, 14)}</text>`
}

/** Where a line from one box to another leaves it: at its side, or below and above within a column. */
function edge(from: Place, to: Place): { x: number; y: number } {
  const { left, top } = corner(from)
  if (from.x === to.x) return { x: left + BOX.width / 2, y: from.y < to.y ? top + BOX.height : top }
  return { x: from.x < to.x ? left + BOX.width : left, y: top + BOX.height / 2 }
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`
}
