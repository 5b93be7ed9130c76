import { greatest } from '../../extremes.ts'

interface Parts {
  readonly nodes: readonly { readonly name: string }[]
  readonly links: readonly { readonly from: string; readonly to: string }[]
}

/** Number of the column and of the row; a row may be a half. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Columns follow the links from who asks to who is asked; rows of each are centred, so that one edge stands between its relays. */
export function topologyPlaces({ nodes, links }: Parts): Map<string, Place> {
  const depth = depthsOf({ nodes, links })
  const byColumn = Map.groupBy(nodes, ({ name }) => depth.get(name) ?? 0)
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

/** How many links it is at the most from one that nobody asks. A link that closes a circle counts for nothing. */
function depthsOf({ nodes, links }: Parts): Map<string, number> {
  const depths = new Map<string, number>()
  const depthOf = (name: string, above: ReadonlySet<string>): number => {
    const known = depths.get(name)
    if (known !== undefined) return known
    const within = new Set(above).add(name)
    const askers = links.filter(({ from, to }) => to === name && !within.has(from))
    const depth = greatest(
      askers.map(({ from }) => depthOf(from, within) + 1),
      0,
    )
    depths.set(name, depth)
    return depth
  }
  for (const { name } of nodes) depthOf(name, new Set())
  return depths
}
