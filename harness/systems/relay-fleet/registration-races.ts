import { type Faults, type Link, linkBetween } from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import { secondsRole } from './further-roles.ts'
import type { HostNames } from './host-names.ts'

/** Tunnels of one id, by the names of their hosts in the journal: the first dies in its registration, the second comes meanwhile. */
export interface RacedPair {
  readonly first: string
  readonly second: string
}

export interface RegistrationRaces {
  /**
   * The tunnel of each host dies in its registration and the host dials again at once; of a target, whose hosts obey nobody, that of one more host, with a second
   * program of its id. Needs a directory that answers late.
   */
  raceRegistrations(
    faults: Pick<Faults, 'interruptRegistration' | 'raceRegistration'>,
  ): Promise<readonly RacedPair[]>
}

export function createRaces(parts: {
  readonly hosts: FleetHosts
  readonly names: HostNames
  readonly tokenOf: (host: string) => Promise<string>
  readonly links: ReadonlyMap<string, Link>
  readonly hostsDial: string
}): RegistrationRaces {
  const { hosts, names, tokenOf, links, hostsDial } = parts
  return {
    raceRegistrations: async (faults) => {
      const { joinAs } = hosts
      if (!joinAs) {
        faults.interruptRegistration(hosts, names.fleet)
        return names.fleet.map((host) => ({ first: host, second: host }))
      }
      const second = names.further('late')
      const first = `${second}-first`
      const player = { id: second, token: await tokenOf(second) }
      await faults.raceRegistration({
        host: second,
        first,
        link: linkBetween(links, secondsRole, hostsDial),
        joinSecond: () => joinAs({ ...player, via: secondsRole }, second),
        joinFirst: () => joinAs(player, first),
        endFirst: () => hosts.remove([first]),
      })
      return [{ first, second }]
    },
  }
}
