import {
  type AnswerFaker,
  HarnessError,
  type HttpProber,
  type Link,
  linkBetween,
  type RedisServer,
  type Service,
} from '../../door.ts'
import { createDepartures, type Departures } from './departures.ts'
import { createDeploys, type Deploys } from './deploy.ts'
import { type ExpiryWatch, watchExpiries } from './expiries.ts'
import type { FleetContext } from './fleet-context.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import type { HostNames } from './host-names.ts'
import { createJoining, type Joining } from './joining.ts'
import { createLateHosts, type LateHosts } from './late-hosts.ts'
import { quoteLog } from './log-excerpt.ts'
import { createOnce, type OnceRequests } from './once.ts'
import type { RelayFleetOptions, RelayFleetVariant } from './options.ts'
import type { ClientSockets } from './probes/client-sockets.ts'
import type { FleetPrograms } from './programs.ts'
import { type RedisRoles, redisRoles } from './redis-roles.ts'
import { createRaces, type RegistrationRaces } from './registration-races.ts'
import type { Relay } from './relay.ts'
import { createSecondTunnels, type SecondTunnels } from './second-tunnels.ts'
import { createSmokeTest } from './smoke-test.ts'
import { startStandIn } from './stand-in.ts'
import { createDoors, type Doors } from './strangers.ts'
import { readTimers } from './timers.ts'

/** What a fleet offers beside its own parts; each in a file of its own. */
export interface FleetExtras
  extends RegistrationRaces,
    SecondTunnels,
    Joining,
    Deploys,
    LateHosts,
    Doors,
    Departures,
    OnceRequests {
  /** Takes the lines of a service's newest incarnation that hold `text` into the journal, each with so many lines after it (default 0). */
  quoteLog(target: { readonly service: Service }, text: string, more?: number): void
  /** Asks a relay of the reference how many timers wait in it. Resolves with the moment of the read (ns). */
  readTimers(relay: Relay): Promise<number>
  /** Watches the expiries that the reference's directory keeps, until it is told to stop. */
  watchExpiries(): Promise<ExpiryWatch>
  /** Who is the directory's primary. @throws MissingPartError without `sentinel: true` */
  redisRoles(): RedisRoles
  /** Opens a client's WebSocket to each of these hosts. Resolves with their names when each has carried a message there and back. */
  openSockets(hosts: readonly string[]): Promise<string[]>
  /** Answers in place of a link's far side, for `faults.fakeAnswer`. @throws HarnessError without `standIn: true` */
  standIn(): AnswerFaker
}

interface ExtraParts {
  readonly links: ReadonlyMap<string, Link>
  readonly relays: readonly Relay[]
  readonly hosts: FleetHosts
  readonly names: HostNames
  readonly tokenOf: (host: string) => Promise<string>
  readonly sockets: ClientSockets
  readonly programs: FleetPrograms
  readonly prober: HttpProber
  readonly redis: RedisServer | undefined
}

export async function createExtras(
  { runtime, journal, factor, signal, target }: FleetContext,
  options: RelayFleetOptions,
  variant: RelayFleetVariant,
  { links, relays, hosts, names, tokenOf, sockets, programs, prober, redis }: ExtraParts,
): Promise<FleetExtras> {
  const edge = options.smokeTest ? linkBetween(links, 'smoke', 'edge') : undefined
  const regions = [...new Set(options.relays.map(({ region }) => region))]
  const healthPath = target?.health ?? '/health'
  const smokeTest =
    edge &&
    createSmokeTest({
      runtime,
      edge: edge.address,
      regions,
      variant: variant.smoke,
      healthPath,
      factor,
      signal,
    })
  const late = createLateHosts({ hosts, names, tokenOf, factor, signal })
  const further = { hosts, names, tokenOf, links, hostsDial: options.hostsDial }
  const standIn = options.standIn ? await startStandIn(runtime) : undefined
  return {
    ...createDeploys(relays, smokeTest),
    ...createOnce({ journal, prober, clients: programs.clients, factor, signal }),
    ...createDoors({ hosts, programs, prober }),
    ...createDepartures({ hosts, names, tokenOf, redis, journal, factor, signal }),
    ...createRaces(further),
    ...createSecondTunnels({
      ...further,
      clientsAsk: options.clientsAsk,
      prober,
      clients: programs.clients,
      signal,
    }),
    ...createJoining({ ...further, late, target }),
    ...late,
    watchExpiries: () => watchExpiries(redis, journal, signal),
    redisRoles: () =>
      redisRoles({ runtime, primary: programs.redis, failOver: programs.failOver, journal, signal }),
    readTimers: (relay) => readTimers(runtime, journal, relay),
    quoteLog: ({ service }, text, more) => quoteLog(journal, service, text, more),
    openSockets: (ids) => sockets.open(ids.map((id) => `/hosts/${id}/echo`)),
    standIn: () => {
      if (!standIn) throw new HarnessError('the fleet has no stand-in: relayFleet({ standIn: true })')
      return standIn
    },
  }
}
