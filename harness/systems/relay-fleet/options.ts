import { type HostOptions, hostOptionsEnv } from '../../../docker/mock-host/config.ts'
import type { RelayOptions } from '../../../docker/relay/config.ts'
import type { SmokeOptions } from '../../../docker/smoke/config.ts'
import { type Duration, parseDuration, UsageError } from '../../door.ts'
import type { RelayTarget } from './target/schema.ts'

/** How a relay fleet is laid out. Every scenario says what it needs; the rest has the smallest size that works. */
export interface RelayFleetOptions {
  /** Number of hosts; `--hosts` overrides it. */
  readonly hosts: number
  /** So few at least, where a target cannot play as many. */
  readonly fewest?: number
  /** Processes that play the hosts, at least. */
  readonly hostProcesses: number
  /** Relays, in order `relay-1`, `relay-2` … */
  readonly relays: readonly RelaySpec[]
  /** What hosts dial: the edge, one relay by name, or the TLS edge before either. */
  readonly hostsDial: string
  /** What the TLS edge passes on to, decrypted; undefined: hosts do not speak TLS. */
  readonly tls: string | undefined
  /** What clients ask: the edge, or one relay by name. */
  readonly clientsAsk: string
  /** Redis is taken down: a client that connects meanwhile must be refused, which costs containers one more. */
  readonly redisRestarts: boolean
  /** How many of the hosts, the last ones, dial `relay-1` whatever the others dial: they cannot move. */
  readonly pinned: number
  /** How many of the hosts, the last ones, dial `relay-2` whatever the others dial: they are none of its business when `relay-1` fails. */
  readonly elsewhere: number
  /** How long a relay waits for its directory, where that is not what it is by itself; a target's stays as declared. */
  readonly directoryDeadline?: Duration
  /** How long a draining relay waits after its notice, where that is not what it is by itself; a target's stays as declared. */
  readonly drainWait?: Duration
  /** Client probes a second of all hosts together: an outage is known to hosts / probesPerSecond. */
  readonly probesPerSecond: number
  /** Added to every authorisation by a relay. */
  readonly authDelay: Duration
  /** Hosts of an older make, in every variant. */
  readonly hostVariant?: HostVariant
  /** Whether there is a smoke test, for deploys. */
  readonly smokeTest: boolean
  /** Whether there is a server to which faults can lead a link. */
  readonly standIn: boolean
  /** Whether relays are weighed before any host comes, for metrics of memory; in containers a command in each. */
  readonly weighed: boolean
  /** Whether sockets, descriptors and memory of `relay-1` are looked at all the time. */
  readonly watched: boolean
  /** Whether the wall clocks of relays can be set. */
  readonly settableClocks: boolean
  /** Whether faults are aimed at Redis itself. */
  readonly usesRedis: boolean
  /** Whether the directory's Redis has a replica, and a Sentinel that promotes it when the primary is gone. */
  readonly sentinel: boolean
  /** What the scenario cannot do without, and a target may not have. */
  readonly needs: readonly Need[]
}

/**
 * registration-race: one host dies in its registration while another with its id comes · second-tunnels: a host has two tunnels for a while · joining:
 * hosts are in the middle of their registration when a relay is told to stop · ping-timeout: it is known when a relay gives a silent host up · pings-told:
 * hosts report them · requests-by-name: hosts report each request that comes · lingering-hosts: hosts that stay when they are told to leave · timers: relays
 * tell how many wait in them · channels: clients' own WebSockets · tokens: those that are no good can be made · remains: what a directory keeps beside owners
 * is known · stale-entries: entries can be written into the directory · late-hosts: hosts that come in the middle · farewell: the last words of a drain are
 * known · out-of-descriptors: so is the code with which a tunnel is refused then · drain-words: so is what is logged of one that failed · sentinel: the directory
 * has a replica and a Sentinel of the run · drain-wait, watchdog, expiry: so are these constants
 */
export type Need =
  | 'registration-race'
  | 'second-tunnels'
  | 'joining'
  | 'ping-timeout'
  | 'pings-told'
  | 'requests-by-name'
  | 'lingering-hosts'
  | 'timers'
  | 'channels'
  | 'tokens'
  | 'remains'
  | 'stale-entries'
  | 'late-hosts'
  | 'out-of-descriptors'
  | 'farewell'
  | 'drain-words'
  | 'sentinel'
  | 'drain-wait'
  | 'watchdog'
  | 'expiry'

/** The service that ends TLS before what hosts dial. */
export const tlsEdgeName = 'tls-edge'

export interface RelaySpec {
  readonly name: string
  readonly region: string
}

/** The region of a relay, by its name; undefined of what is none. */
export const regionIn =
  (relays: readonly RelaySpec[]) =>
  (name: string): string | undefined =>
    relays.find((relay) => relay.name === name)?.region

/** A broken variant of the fleet: options of the reference relay and of the mock host. */
export interface RelayFleetVariant {
  readonly relay?: Partial<RelayOptions>
  readonly host?: HostVariant
  readonly smoke?: SmokeOptions['smoke']
}

export interface HostVariant extends Partial<HostOptions> {
  /** Longest reconnect delay, scenario time; 5 s on the current version. */
  readonly backoffCeiling?: Duration
  /** First reconnect delay, scenario time; 1 s on the current version. */
  readonly backoffBase?: Duration
}

export interface FleetSize {
  readonly hosts?: number
  readonly fewest?: number
  /** Default 1; more only to have one host id in two places. Large fleets get more by themselves. */
  readonly hostProcesses?: number
  readonly relays?: number
  /** Region of each relay, in their order, in place of `relays`. Default: all in `ams`. */
  readonly regions?: readonly string[]
  readonly hostsDial?: 'edge' | 'relay-1'
  /** Hosts speak TLS: an edge before what they dial ends it, and they trust its authority. Not where some dial a relay by its name. */
  readonly tls?: boolean
  readonly clientsAsk?: 'edge' | 'relay-1'
  readonly redisRestarts?: boolean
  readonly pinned?: number
  readonly elsewhere?: number
  readonly directoryDeadline?: Duration
  readonly drainWait?: Duration
  readonly probesPerSecond?: number
  readonly authDelay?: Duration
  readonly hostVariant?: HostVariant
  readonly smokeTest?: boolean
  readonly standIn?: boolean
  readonly weighed?: boolean
  readonly watched?: boolean
  readonly settableClocks?: boolean
  readonly usesRedis?: boolean
  readonly sentinel?: boolean
  readonly needs?: readonly Need[]
}

/**
 * Probes of the whole fleet, for a scenario whose checks look at hosts, the directory or services and show its clients only; the more hosts, the
 * less often each is probed. A probe through edge and replay costs the fleet 1.6 ms of CPU, so 25 a second take a twenty-fifth of one
 * core, and scenarios side by side leave room for what is measured. Scenarios that judge requests ask for 50 and more.
 */
const defaultProbesPerSecond = 25

/**
 * One relay is asked directly; more than one stand behind the edge.
 * Hosts dial the edge too, unless they are pinned to `relay-1`; so may clients be.
 * @throws UsageError for hosts that would dial past the TLS edge
 */
export function fleetOptions({
  hosts = 20,
  relays = 1,
  regions = Array<string>(relays).fill('ams'),
  hostsDial,
  clientsAsk,
  tls = false,
  ...rest
}: FleetSize): RelayFleetOptions {
  const front = regions.length > 1 ? 'edge' : 'relay-1'
  const dialled = hostsDial ?? front
  if (tls && (rest.pinned || rest.elsewhere))
    throw new UsageError(
      'relayFleet({ tls: true }): hosts that are pinned or elsewhere would dial past the TLS edge: leave one out',
    )
  return {
    hosts,
    hostProcesses: 1,
    relays: regions.map((region, index) => ({ name: `relay-${index + 1}`, region })),
    hostsDial: tls ? tlsEdgeName : dialled,
    tls: tls ? dialled : undefined,
    clientsAsk: clientsAsk ?? front,
    redisRestarts: false,
    pinned: 0,
    elsewhere: 0,
    probesPerSecond: defaultProbesPerSecond,
    authDelay: '0ms',
    smokeTest: false,
    standIn: false,
    weighed: false,
    watched: false,
    settableClocks: false,
    usesRedis: false,
    sentinel: false,
    needs: [],
    ...rest,
  }
}

/** @param asked for on the command line */
export function hostsOf(
  { hosts, fewest = hosts }: RelayFleetOptions,
  asked: number | undefined,
  target: RelayTarget | undefined,
): number {
  return asked ?? Math.min(hosts, Math.max(fewest, target?.host.max ?? hosts))
}

/** The environment that gives a mock-host process this variant. */
export function hostEnvironment({
  backoffCeiling,
  backoffBase,
  ...options
}: HostVariant = {}): Record<string, string> {
  return hostOptionsEnv({
    ...options,
    ...(backoffCeiling ? { backoffCeilingMs: parseDuration(backoffCeiling) } : {}),
    ...(backoffBase ? { backoffBaseMs: parseDuration(backoffBase) } : {}),
  })
}
