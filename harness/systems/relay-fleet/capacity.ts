import { execFileSync } from 'node:child_process'
import { MissingPartError } from '../../errors.ts'
import type { RuntimeKind } from '../../journal/events.ts'
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

/** What a relay needs besides one descriptor a tunnel: clients, Redis, Node's own. */
const spareDescriptors = 500

/**
 * @throws MissingPartError when a relay's process could not hold all tunnels. Containers have the engine's limits, which are
 * above a million by default.
 */
export function refuseMoreThanFit(
  { hosts }: RelayFleetOptions,
  kind: RuntimeKind,
  limit: number = descriptorLimit(),
): void {
  if (kind === 'processes' && hosts + spareDescriptors > limit)
    throw new MissingPartError(
      `${hosts} hosts need ${hosts + spareDescriptors} descriptors in one relay's process and this machine allows ${limit}: ` +
        `raise the limit (ulimit -Hn) or ask for ${limit - spareDescriptors} hosts at most`,
    )
}

/** The hard limit, which Node takes as its own when it starts. */
function descriptorLimit(): number {
  const text = execFileSync('/bin/sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim()
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}
