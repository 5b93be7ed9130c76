import {
  type Duration,
  type Faults,
  fromTo,
  type Link,
  linkBetween,
  linkName,
  type MetricRef,
  metric,
  type OpenFault,
  type StoppedExit,
  type Window,
} from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import { firstsRole, secondsRole } from './further-roles.ts'
import type { HostNames } from './host-names.ts'
import type { LateHosts } from './late-hosts.ts'
import type { Relay } from './relay.ts'
import type { RelayTarget } from './target/schema.ts'
import { sharedRole } from './target-values.ts'

export interface JoinedWhileStopping {
  readonly exit: StoppedExit
  /** Dials that were under way at the signal. */
  readonly underWay: MetricRef
  /** Dials that came while the relay drained. */
  came(draining: Window): MetricRef
}

export interface Joining {
  /**
   * Lets hosts come before a relay is told to stop, and after that: the reference's one after the other, for 3 s; of a target two groups, whose
   * handshakes the proxy keeps back until then.
   * @param stop tells the relay to stop, and waits for its end
   */
  joinWhileStopping(
    faults: Pick<Faults, 'joinWhileStopping'>,
    stop: () => Promise<StoppedExit>,
  ): Promise<JoinedWhileStopping>
  /** Makes the dependency slow that authorises hosts, where a target has declared one; the reference's relays are slow by themselves. */
  slowAuthorisation(
    faults: Pick<Faults, 'latency'>,
    relay: Relay,
    delay: Duration,
  ): Promise<OpenFault | undefined>
}

/** Hosts of each group, a process each. */
const GROUP = 5

export function createJoining(parts: {
  readonly hosts: FleetHosts
  readonly names: HostNames
  readonly late: LateHosts
  readonly tokenOf: (host: string) => Promise<string>
  readonly links: ReadonlyMap<string, Link>
  readonly hostsDial: string
  readonly target: RelayTarget | undefined
}): Joining {
  const { hosts, names, late, tokenOf, links, hostsDial, target } = parts
  const group = async (via: string) => {
    const ids = Array.from({ length: GROUP }, () => names.further('late'))
    const players = await Promise.all(ids.map(async (id) => ({ id, token: await tokenOf(id), via })))
    return { hosts: ids, link: linkBetween(links, via, hostsDial), join: () => hosts.add(players) }
  }
  return {
    joinWhileStopping: async (faults, stop) => {
      if (target) {
        const groups = { before: await group(firstsRole), after: await group(secondsRole) }
        const { exit, releasedAt } = await faults.joinWhileStopping(groups, stop)
        return {
          exit,
          underWay: underWay(exit.signalledAt, groups.before.hosts),
          came: () => underWay(releasedAt, groups.after.hosts),
        }
      }
      // For 3 s, so that hosts still come when the signal does, however late that is; a dial takes 0.6 s, so that some 24 are under way at a
      // time, enough also on a machine that has other things to do.
      const joining = late.join({ hosts: 120, every: '25ms' })
      await late.dialling({ hosts: 16, giveUpAfter: '10s' })
      const exit = await stop()
      await joining
      return {
        exit,
        underWay: underWay(exit.signalledAt),
        came: (draining) => metric('dials-started', fromTo(draining)),
      }
    },
    slowAuthorisation: async (faults, { name }, delay) => {
      const dependency = target?.authorisedBy
      if (dependency === undefined) return undefined
      const link = links.get(linkName(name, dependency)) ?? linkBetween(links, sharedRole, dependency)
      return faults.latency(link, { delay, direction: 'answers' })
    },
  }
}

const underWay = (at: number, hosts?: readonly string[]): MetricRef =>
  metric('dials-under-way', { at, ...(hosts ? { hosts: [...hosts] } : {}) })
