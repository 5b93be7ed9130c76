import { parseDuration } from '../duration.ts'
import { type HttpProber, startHttpProber } from '../probes/http-prober/prober.ts'
import { SocketWatcher } from '../probes/socket-watcher.ts'
import { formatAddress } from '../runtime/links.ts'
import type { Address } from '../runtime/runtime.ts'
import { instancesOf } from './copies.ts'
import {
  isPreset,
  type ProbeDefinition,
  type Probed,
  type ServiceDefinition,
  type SystemDefinition,
} from './definition.ts'
import type { StartedServices } from './start-services.ts'
import type { SystemContext } from './system.ts'

/** A machine that has much to do must not pass for a service that does not answer, real ms. */
const PROBE_MS_MIN = 2_000

/** From one look at sockets to the next, real ms: a look costs up to 10 ms of CPU, most of it the kernel's for writing out the table of a whole machine. */
const LOOK_CADENCE_MS = 100

/** A look takes up to 0.4 s beside other scenarios on 2 cores, real ms. */
export const LOOK_MS = 2_000

/** Watchers of the sockets of services, by service. */
export function watchSockets(
  { journal, signal }: SystemContext,
  definition: SystemDefinition,
  services: StartedServices['services'],
): ReadonlyMap<string, SocketWatcher> {
  const names = (definition.sockets ?? []).flatMap((name) => instancesOf(name, definition.services[name]!))
  const watchers = names.map((name) => {
    const service = services.get(name)!
    const { descriptorLimit } = service.spec
    return new SocketWatcher({
      service,
      ...(descriptorLimit !== undefined && { descriptorLimit }),
      cadenceMs: LOOK_CADENCE_MS,
      journal,
      signal,
    })
  })
  return new Map(watchers.map((watcher, index) => [names[index]!, watcher]))
}

/** Starts all probes at once. Resolves with them, by their names. */
export async function startProbers(
  context: SystemContext,
  definition: SystemDefinition,
  { reachedBy }: StartedServices,
): Promise<ReadonlyMap<string, HttpProber>> {
  const starting = Object.entries(definition.probes ?? {}).map(async ([name, probe]) => {
    const address = reachedBy(name, probe.to)
    const url = urlOf(definition.services[probe.to], address)
    return [name, await startProbe(context, name, probe, { address, url })] as const
  })
  return new Map(await Promise.all(starting))
}

const urlOf = (service: ServiceDefinition | undefined, address: Address): string =>
  service && isPreset(service) ? service.url(address) : `http://${formatAddress(address)}`

/** Probes under way when a system is taken down get this long; what they would tell is no longer looked at. */
export const PROBER_GRACE_MS = 50

function startProbe(
  { runId, journal, signal, factor }: SystemContext,
  name: string,
  { module, every = '100ms', realTime, timeout = '5s', target }: ProbeDefinition,
  probed: Probed,
): Promise<HttpProber> {
  return startHttpProber({
    probe: name,
    targets: [{ ...target(probed), host: name, address: probed.address }],
    ...(module !== undefined && { module }),
    cadenceMs: parseDuration(every) * (realTime ? 1 : factor),
    timeoutMs: Math.max(PROBE_MS_MIN, parseDuration(timeout) * factor),
    journal,
    env: { GAMEDAY_RUN_ID: runId },
    signal,
  })
}
