import type { Link, LinkState } from './links.ts'

/**
 * One link whose connections are spread over several Toxiproxies, for more connections than one process has descriptors for.
 * Acts and is seen as one; `address` is that of the first part, so whoever dials must be told its own part's.
 */
export function shardedLink(parts: readonly [Link, ...Link[]]): Link {
  const [first] = parts
  if (parts.length === 1) return first
  const all = async (act: (part: Link) => Promise<void>) => void (await Promise.all(parts.map(act)))
  return {
    ...first,
    addToxic: (toxic) => all((part) => part.addToxic(toxic)),
    removeToxic: (name) => all((part) => part.removeToxic(name)),
    disable: () => all((part) => part.disable()),
    enable: () => all((part) => part.enable()),
    route: (upstream) => all((part) => part.route(upstream)),
    state: async () => merged(await Promise.all(parts.map((part) => part.state()))),
  }
}

function merged(states: readonly LinkState[]): LinkState {
  return {
    toxics: states.flatMap(({ toxics }) => toxics),
    removed: states.flatMap(({ removed = [] }) => removed),
    connections: states.reduce((sum, { connections = 0 }) => sum + connections, 0),
    turns: states.reduce((sum, { turns = 0 }) => sum + turns, 0),
  }
}
