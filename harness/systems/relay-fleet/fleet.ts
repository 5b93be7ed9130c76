import { setTimeout as sleep } from 'node:timers/promises'
import {
  createMember,
  type Duration,
  HarnessError,
  type Journal,
  journalSettled,
  type Link,
  linkBetween,
  linkName,
  type Member,
  type MetricRef,
  MissingPartError,
  NS_PER_MS,
  now,
  type RedisServer,
  type SteadyState,
  steadyTimeoutMs,
  type Twin,
  waitUntil,
} from '../../door.ts'
import { HOLD_MS } from './analysis/hold.ts'
import { share, sum } from './constants.ts'
import { drainSigns } from './drain-signs.ts'
import type { FleetExtras } from './extras.ts'
import type { FleetFacts } from './facts.ts'
import type { UnrulyHosts } from './faults/host-sockets.ts'
import type { HostTwin } from './fleet-hosts.ts'
import { fleetWaits, type Within } from './fleet-waits.ts'
import { heldRequests } from './held-requests.ts'
import type { FleetPrograms } from './programs.ts'
import { type Relay, weighRelay } from './relay.ts'
import type { Watchers } from './steady.ts'
import { sharedRole } from './target-values.ts'
import type { Watch } from './watch.ts'
import { type FleetWork, fleetWork, waitForWorkMs } from './work.ts'

/** The relay fleet as scenarios see it. */
export interface RelayFleet extends FleetExtras, FleetFacts {
  readonly relays: readonly [Relay, ...Relay[]]
  /** Ends TLS before what hosts dial, for the fault `badCertificate`. @throws HarnessError without `tls: true` */
  readonly tlsEdge: Member
  /** The Redis of the tunnel directory. @throws MissingPartError where a target does without */
  readonly redis: RedisServer
  /** Ids of all hosts. */
  readonly hosts: readonly string[]
  /** Those of them that dial `relay-1` and nothing else, and those that may go elsewhere. */
  readonly pinned: readonly string[]
  readonly movable: readonly string[]
  /** Work that no profile makes shorter, as measured in this execution: what a limit may contain of it. */
  readonly work: FleetWork
  /** Real ms that a wait needs on top of a limit with such work in it. */
  workMs(work: MetricRef): number
  /** Hosts whose tunnel ends at this relay now. */
  hostsOn(relay: Relay): readonly string[]
  /** A second host with the id of this one, not yet there; the fleet needs two host processes. */
  twinOf(host: string): HostTwin
  /** The link between two roles, by name: `fleet.link('hosts', 'relay-1')`. */
  link(from: string, to: string): Link
  /** The link by which a relay reaches its directory. */
  directoryLink(relay: Relay): Link
  /** The sum of durations. */
  sum(...parts: readonly Duration[]): Duration
  /** A share of a duration: `fleet.share('1s', 0.6)`. */
  share(duration: Duration, of: number): Duration
  /** Waits for the steady state in the middle of a scenario, as long as before it. @throws HarnessError without it */
  steady(): Promise<void>
  /** Reads the memory of a relay's process now. Resolves with the moment of the read (ns). */
  weigh(relay: Relay): Promise<number>
  /** Reads the whole directory now, because the moment counts. Resolves with the moment of the read (ns). */
  readDirectory(label: string): Promise<number>
  /**
   * Waits until no directory entry names the relay any more, until the limit that it decides is broken at most. Resolves with
   * the moment at which the wait ended (ns).
   */
  forgotten(relay: Relay, options: Watch): Promise<number>
  /** Reads what a link's proxy has counted so far. Resolves with the moment of the read (ns). */
  readLink(link: Link, label: string): Promise<number>
  /** The program that plays the hosts, for faults that hosts commit themselves. */
  readonly hostProgram: UnrulyHosts
  /** A replacement of the relay, with its identity. */
  replacementOf(relay: Relay): Twin
  /** Leaves entries of hosts that are gone in the directory, as a former life of the relay would. */
  leaveEntries(relay: Relay, count: number): Promise<void>
  /** Sends two requests to each of the first `count` hosts that it answers only after `answerAfter`, and waits until they have them. */
  holdRequests(options: { readonly count: number; readonly answerAfter: Duration }): Promise<void>
  /**
   * Waits until every one of `hosts` registered after `since` (ns) and has stayed so for `limits.hold`, until the limit that it
   * decides is broken at most. Resolves with the moment at which the wait ended (ns).
   */
  reconnected(
    options: Watch & { readonly since: number; readonly hosts?: readonly string[] },
  ): Promise<number>
  /**
   * Waits until every host's entry names the relay that holds its tunnel, until the limit that it decides is broken at most. Resolves
   * with the moment at which the wait ended (ns).
   */
  directoryTrue(options: Watch): Promise<number>
  /**
   * Says whether the hosts of a relay have begun to leave since now: a drain notice has come or, where hosts report none, the first
   * of them has lost its tunnel, dials again or is forgotten.
   */
  drainSigns(relay: Relay): () => boolean
}

export interface FleetParts {
  readonly extras: FleetExtras
  /** How many of the hosts, the last ones, are pinned. */
  readonly pinned: number
  readonly relays: readonly [Relay, ...Relay[]]
  readonly programs: FleetPrograms
  readonly redis: RedisServer | undefined
  readonly hosts: readonly string[]
  readonly watchers: Watchers
  readonly journal: Journal
  readonly factor: number
  readonly signal: AbortSignal
  readonly steady: (timeoutMs: number) => Promise<SteadyState>
  readonly readLink: RelayFleet['readLink']
  readonly replacementOf: RelayFleet['replacementOf']
}

/**
 * @returns the fleet, and `settle`: waits until it shows whether hosts that came back stay, for the end of requests that are held open,
 * and for what probes and hosts have to report of the time until then
 */
export function createFleet(parts: FleetParts): { fleet: RelayFleet; settle(): Promise<void> } {
  const { hosts, watchers, factor, signal, programs, journal } = parts
  const { hostEvents, prober } = watchers
  const { clients, facts } = programs
  const work = fleetWork(facts.dialWorkMs?.(hosts.length))
  const workMs = (one: MetricRef) => waitForWorkMs(one, journal.events)
  const within: Within = async (done, systemMs, from = now()) => {
    const passedMs = (now() - from) / 1e6
    const limitMs = systemMs * factor + workMs(work.dial) - passedMs
    await waitUntil(done, { limitMs, signal })
    return now()
  }
  const held = heldRequests({ hosts, watchers, clients, factor, signal, within })
  const waits = { ...fleetWaits(parts, within), holdRequests: held.holdRequests }
  return {
    fleet: fleetOf(parts, { work, workMs, ...waits }),
    settle: async () => {
      await heldLongEnough(parts)
      await held.ended()
      await journalSettled(signal, prober.settled(), hostEvents.settled())
    },
  }
}

type Made = 'work' | 'workMs' | 'forgotten' | 'directoryTrue' | 'reconnected' | 'holdRequests'

function fleetOf(parts: FleetParts, made: Pick<RelayFleet, Made>): RelayFleet {
  const { extras, hosts, watchers, factor, programs, journal } = parts
  const { facts, links } = programs
  const { hostEvents, directory } = watchers
  const { constants, wanted, waitLonger, limits, phases, schedule, closeCodes, directoryBy } = facts
  const fleet: RelayFleet = {
    ...extras,
    ...made,
    ...{ constants, wanted, waitLonger, limits, phases, schedule, closeCodes, directoryBy },
    // These throw where a target does without.
    get pingTimeouts() {
      return facts.pingTimeouts
    },
    get farewell() {
      return facts.farewell
    },
    get drainFailed() {
      return facts.drainFailed
    },
    get outOfDescriptors() {
      return facts.outOfDescriptors
    },
    get redis() {
      if (!parts.redis) throw new MissingPartError('the target runs without a Redis of the run')
      return parts.redis
    },
    get tlsEdge() {
      if (!programs.tlsEdge) throw new HarnessError('the fleet has no TLS edge: relayFleet({ tls: true })')
      return createMember(programs.tlsEdge, factor, parts.signal)
    },
    sum,
    share,
    pinned: hosts.slice(hosts.length - parts.pinned),
    movable: hosts.slice(0, hosts.length - parts.pinned),
    relays: parts.relays,
    hosts,
    hostsOn: (relay) => hosts.filter((host) => isOn(host, relay, watchers)),
    twinOf: (host) => hostEvents.twinOf(host),
    link: (from, to) => linkBetween(links, from, to),
    directoryLink: ({ name }) =>
      links.get(linkName(name, directoryBy)) ?? fleet.link(sharedRole, directoryBy),
    steady: async () => {
      const state = await parts.steady(steadyTimeoutMs(factor, hosts.length))
      if (!state.ok) throw new HarnessError(state.reason ?? 'no steady state')
    },
    weigh: async (relay) => {
      const at = now()
      await weighRelay(journal, relay, fleet.hostsOn(relay).length, at)
      return at
    },
    readDirectory: async (label) => (directory ? directory.readNow(label) : now()),
    drainSigns: (relay) => drainSigns(journal, fleet.hostsOn(relay)),
    hostProgram: hostEvents,
    readLink: parts.readLink,
    replacementOf: parts.replacementOf,
    leaveEntries: ({ identity }, count) => programs.leaveEntries(identity, count),
  }
  return fleet
}

/** Whether a host's tunnel ends at a relay now, as its program or else the directory says. */
function isOn(host: string, { identity }: Relay, { hostEvents, directory }: Watchers): boolean {
  const state = hostEvents.state.get(host)
  const relay = state?.relay ?? directory?.entries.get(host)
  return state?.registered === true && relay === identity
}

/** Waits until the host that registered last has been registered for as long as one must be to be back. */
async function heldLongEnough({ hosts, watchers, factor, signal }: FleetParts): Promise<void> {
  const newest = Math.max(...hosts.map((host) => watchers.hostEvents.state.get(host)?.registeredAt ?? 0))
  const left = newest + HOLD_MS * factor * NS_PER_MS - now()
  if (left > 0) await sleep(left / NS_PER_MS, undefined, { signal })
}
