import {
  type Address,
  type Link,
  linkAddress,
  linkName,
  MissingPartError,
  openLinks,
  type ReservedLinks,
  type Runtime,
  reserveLinks,
  shardedLink,
} from '../../door.ts'
import { proxiesFor } from './capacity.ts'
import type { RelayFleetOptions } from './options.ts'
import type { FleetTopology } from './topology.ts'

/** The fleet's links before they are open. All run through one Toxiproxy; the tunnels of a large fleet through several. */
export interface FleetLinks {
  readonly main: ReservedLinks
  /** What the hosts of the process with this number dial. */
  hostsDial(process: number): Address
  /** @param seed of the toxics' jitter */
  open(upstream: (service: string) => Address, seed: number): Promise<Map<string, Link>>
}

/** @param publicly the address by which all know a service, where there is one: links to it have its port, and addresses that differ */
export async function reserveFleetLinks(
  runtime: Runtime,
  options: RelayFleetOptions,
  { links }: FleetTopology,
  publicly: (service: string) => Address | undefined = () => undefined,
): Promise<FleetLinks> {
  const { hostsDial } = options
  const tunnels = linkName('hosts', hostsDial)
  const main = await reserveMain(runtime, links, publicly)
  const more = Array.from({ length: proxiesFor(options) - 1 }, (_, index) => `toxiproxy-${index + 2}`)
  const extra = await Promise.all(
    more.map(async (service) => ({ service, addresses: await reserveLinks(runtime, [tunnels], service) })),
  )
  const dialled = [main, ...extra.map(({ addresses }) => addresses)]
  return {
    main,
    hostsDial: (process) => linkAddress(dialled[process % dialled.length]!, tunnels),
    open: async (upstream, seed) => {
      const [opened, ...others] = await Promise.all([
        openLinks(
          runtime,
          main,
          links.map(({ from, to }) => ({ from, to, upstream: upstream(to) })),
          { seed },
        ),
        ...extra.map(({ service, addresses }) =>
          openLinks(runtime, addresses, [{ from: 'hosts', to: hostsDial, upstream: upstream(hostsDial) }], {
            service,
            seed,
          }),
        ),
      ])
      const parts = others.map((part) => part.get(tunnels)!)
      return opened.set(tunnels, shardedLink([opened.get(tunnels)!, ...parts]))
    },
  }
}

async function reserveMain(
  runtime: Runtime,
  links: FleetTopology['links'],
  publicly: (service: string) => Address | undefined,
): Promise<ReservedLinks> {
  const own = links.filter(({ to }) => !publicly(to))
  const main = await reserveLinks(
    runtime,
    own.map(({ name }) => name),
  )
  const named = links.flatMap(({ name, from, to }) => {
    const known = publicly(to)
    return known ? [{ name, from, to, known }] : []
  })
  const fronted = await Promise.all(
    named.map(async ({ name, from, to, known: { host, port } }) => {
      if (!runtime.front)
        throw new MissingPartError(
          `${from} reaches ${to} by its public name, which ${runtime.kind} does not have`,
        )
      const place = await runtime.front({ from, by: 'toxiproxy', names: [host], to })
      return [name, { host: place.host, port }] as const
    }),
  )
  return { ...main, links: { ...main.links, ...Object.fromEntries(fronted) } }
}
