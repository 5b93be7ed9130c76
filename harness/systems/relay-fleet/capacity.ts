import type { RelayFleetOptions } from './options.ts'

/** Tunnels that one Toxiproxy or one mock-host process carries at most: a proxy holds two descriptors for each. */
const hostsPerProcess = 5_000

/** Toxiproxies that the tunnels are spread over. */
export const proxiesFor = ({ hosts }: RelayFleetOptions) => Math.ceil(hosts / hostsPerProcess)

/** Names of the services that play the hosts. */
export function hostServices(options: RelayFleetOptions): string[] {
  const count = Math.max(options.hostProcesses, proxiesFor(options))
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'hosts' : `hosts-${index + 1}`))
}
