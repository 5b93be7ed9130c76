import type { Link, LinkState, LinkToxic } from './links.ts'
import { own } from './owned.ts'

/**
 * One link whose connections are spread over several Toxiproxies, for more connections than one process has descriptors for.
 * Acts and is seen as one; `address` is that of the first part, so anyone who dials must know its own part's.
 */
export function shardedLink(parts: readonly [Link, ...Link[]]): Link {
  const [first] = parts
  if (parts.length === 1) return first
  const all = async (act: (part: Link) => Promise<void>) => void (await Promise.all(parts.map(act)))
  return own({
    ...first,
    reachAll: parts.map(({ reach }) => reach),
    proxies: parts.flatMap(({ proxies = [] }) => proxies),
    addToxic: (toxic) => all((part) => part.addToxic(toxic)),
    removeToxic: (name) => all((part) => part.removeToxic(name)),
    reset: async () =>
      (await Promise.all(parts.map((part) => part.reset()))).reduce((sum, count) => sum + count, 0),
    disable: () => all((part) => part.disable()),
    enable: () => all((part) => part.enable()),
    route: (upstream) => all((part) => part.route(upstream)),
    state: async () => merged(await Promise.all(parts.map((part) => part.state()))),
  })
}

function merged(states: readonly LinkState[]): LinkState {
  return {
    toxics: summed(states.map(({ toxics }) => toxics)),
    removed: summed(states.map(({ removed = [] }) => removed)),
    connections: states.reduce((sum, { connections = 0 }) => sum + connections, 0),
    turns: states.reduce((sum, { turns = 0 }) => sum + turns, 0),
  }
}

/**
 * Every toxic once, with what it did on all parts together. All parts are told the same, so that the newest of a name is the
 * newest of that name everywhere: counted from the end, since a part remembers only so many.
 */
function summed(parts: readonly (readonly LinkToxic[])[]): LinkToxic[] {
  const found = new Map<string, LinkToxic[]>()
  for (const toxics of parts) {
    const nth = new Map<string, number>()
    for (const toxic of toxics.toReversed()) {
      const n = (nth.get(toxic.name) ?? 0) + 1
      nth.set(toxic.name, n)
      const key = `${n} ${toxic.name}`
      found.set(key, [...(found.get(key) ?? []), toxic])
    }
  }
  return [...found.values()].map(sumOf).toReversed()
}

function sumOf(same: readonly LinkToxic[]): LinkToxic {
  const { affected: _, measured: __, ...toxic } = same[0]!
  const affected = same.flatMap((one) => one.affected ?? [])
  const measured = same.flatMap((one) => one.measured ?? [])
  return {
    ...toxic,
    ...(affected.length > 0 && {
      affected: { connections: total(affected, 'connections'), bytes: total(affected, 'bytes') },
    }),
    ...(measured.length > 0 && {
      measured: {
        accepted: total(measured, 'accepted'),
        waits: total(measured, 'waits'),
        waitedMs: total(measured, 'waitedMs'),
        requests: total(measured, 'requests'),
        answers: total(measured, 'answers'),
        waitedBytes: total(measured, 'waitedBytes'),
      },
    }),
  }
}

const total = <K extends string>(counts: readonly Readonly<Record<K, number>>[], part: K) =>
  counts.reduce((sum, one) => sum + one[part], 0)
