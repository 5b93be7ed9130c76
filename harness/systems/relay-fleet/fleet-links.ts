import {
  type Address,
  type Link,
  linkAddress,
  linkName,
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

export async function reserveFleetLinks(
  runtime: Runtime,
  options: RelayFleetOptions,
  { links }: FleetTopology,
): Promise<FleetLinks> {
  const { hostsDial } = options
  const tunnels = linkName('hosts', hostsDial)
  const main = await reserveLinks(
    runtime,
    links.map(({ name }) => name),
  )
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
