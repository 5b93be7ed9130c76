import { execFileSync } from 'node:child_process'
import { relayConstants } from '../../../docker/relay/constants.ts'
import { MissingPartError, type RuntimeKind } from '../../door.ts'
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

/**
 * A relay's deadline for its directory, scenario time. While a fleet leaves, its tunnels keep the relay and the proxy busy, which a profile does
 * not make shorter: with 1,000 hosts the answer came after more than the 100 ms that a tenth of the deadline is. So 0.5 ms for each host
 * beyond 100 come on top, in real time.
 */
export const directoryDeadlineMs = (
  hosts: number,
  factor: number,
  deadlineMs: number = relayConstants.directoryDeadlineMs,
): number => Math.round(deadlineMs + (0.5 * Math.max(0, hosts - 100)) / factor)

/** What a relay needs besides one descriptor a tunnel: clients, Redis, Node's own. */
const spareDescriptors = 500

/**
 * Hosts that can come back before their next dial is due, on 2 cores in real time. 10,000 are back within 4.5 s of the 5 s between
 * two dials at the ceiling; at a tenth of the time 2,000 are back within 0.9 s and 10,000 never.
 */
const hostsInRealTime = 20_000

/**
 * @throws MissingPartError when a relay's process could not hold all tunnels, or the hosts would dial again faster than they are
 * taken on. Containers have the engine's descriptor limit, which is above a million by default.
 */
export function refuseMoreThanFit(
  { hosts }: RelayFleetOptions,
  kind: RuntimeKind,
  factor: number,
  limit: number = descriptorLimit(),
): void {
  if (hosts > hostsInRealTime * factor)
    throw new MissingPartError(
      `${hosts} hosts would dial again before all of them are taken on, their delays being ${factor} of what they are in production: ` +
        `ask for --profile production, or for ${hostsInRealTime * factor} hosts at most`,
    )
  if (kind === 'processes' && hosts + spareDescriptors > limit)
    throw new MissingPartError(
      `${hosts} hosts need ${hosts + spareDescriptors} descriptors in one relay's process and this machine allows ${limit}: ` +
        (limit > spareDescriptors
          ? `raise the limit (ulimit -Hn) or ask for ${limit - spareDescriptors} hosts at most`
          : `raise the limit (ulimit -Hn): a relay needs ${spareDescriptors} and one more for each host`),
    )
}

let hardLimit: number | undefined

/** The hard limit, which Node takes as its own when it starts; it stays as it is. */
function descriptorLimit(): number {
  hardLimit ??= askShell()
  return hardLimit
}

function askShell(): number {
  const text = execFileSync('/bin/sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim()
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}
