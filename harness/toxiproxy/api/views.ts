import type { NamedProxy } from '../named-proxy.ts'
import type { Toxic } from '../toxic.ts'

/** A toxic as the API shows it. Additions of ours: `affected`, what it has acted on so far, and `measured`, how much. */
export function toxicView({ name, type, written, toxicity, attributes, affected, measured }: Toxic) {
  return {
    attributes,
    name,
    type: type.name,
    stream: written,
    toxicity,
    affected: { ...affected },
    measured: { ...measured },
  }
}

/**
 * A proxy as the API shows it. Ours in addition: `connections`, the number open now, `turns`, how often a client spoke
 * first or after an answer (round trips), and `removed`, the toxics removed last with what they had acted on.
 */
export function proxyView(proxy: NamedProxy) {
  return {
    name: proxy.name,
    listen: proxy.listen,
    upstream: proxy.upstream,
    enabled: proxy.enabled,
    toxics: proxy.toxics.list().map(toxicView),
    connections: proxy.connectionCount,
    turns: proxy.turns,
    removed: proxy.toxics.removed.map(({ name, type, stream, affected, measured }) => ({
      name,
      type: type.name,
      stream,
      affected: { ...affected },
      measured: { ...measured },
    })),
  }
}
