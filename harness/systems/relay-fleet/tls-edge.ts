import {
  type Address,
  certifyAll,
  formatAddress,
  linkAddress,
  linkName,
  type ServiceSpec,
  tlsEdge,
} from '../../door.ts'
import { proxiesFor } from './capacity.ts'
import type { FleetLinks } from './fleet-links.ts'
import { type RelayFleetOptions, tlsEdgeName } from './options.ts'
import { readyTimeoutMs } from './service-parts.ts'

/** What a fleet whose hosts speak TLS has besides. */
export interface FleetTls {
  /** Ends TLS before what hosts dial. */
  readonly edge: ServiceSpec
  /** A program of hosts that trusts the authority of the run, and no other. */
  trusting(hosts: ServiceSpec): ServiceSpec
}

/** @param address of the edge itself; a fleet whose hosts do not speak TLS has none */
export async function fleetTls(
  options: RelayFleetOptions,
  links: FleetLinks,
  address: Address | undefined,
): Promise<FleetTls | undefined> {
  const { tls: to } = options
  if (to === undefined || !address) return undefined
  const preset = tlsEdge({ to })
  const dialled = Array.from({ length: proxiesFor(options) }, (_, index) => links.hostsDial(index))
  const certified = await certifyAll(
    { services: { [tlsEdgeName]: preset } },
    [address, ...dialled].map((one) => [tlsEdgeName, one] as const),
  )
  const upstream = formatAddress(linkAddress(links.main, linkName(tlsEdgeName, to)))
  const place = { name: tlsEdgeName, address, folder: '', fill: () => upstream }
  return {
    edge: {
      ...preset.spec({ ...place, certificates: certified.certificates.get(tlsEdgeName)! }),
      name: tlsEdgeName,
      ports: { main: address },
      ready: { by: 'answer', port: 'main', question: preset.question, timeoutMs: readyTimeoutMs },
    },
    trusting: (hosts) =>
      certified.trusting(
        { ...hosts, env: { ...hosts.env, RELAY_CA: preset.values!.ca! } },
        `{${tlsEdgeName}.ca}`,
      ),
  }
}
