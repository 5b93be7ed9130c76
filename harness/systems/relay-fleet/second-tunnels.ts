import { type Duration, type Faults, type HttpProber, type Link, linkBetween, waitUntil } from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import { firstsRole, secondsRole } from './further-roles.ts'
import type { HostNames } from './host-names.ts'
import { askedProbe, clientProbe } from './probe-names.ts'
import type { Clients } from './programs.ts'

export interface OpenedSecond {
  /** Those that open a second tunnel, by their names in the journal. */
  readonly hosts: readonly string[]
  /** One program has both tunnels: it is never without one. Of two programs the second has none before it dials. */
  readonly isOneProgram: boolean
  /** Name of the probes that ask them. */
  readonly probe: string
  /** Lets clients ask those hosts that no schedule asks, until that is settled. */
  askUntil<T>(settled: Promise<T>): Promise<T>
}

export interface SecondTunnels {
  /**
   * Hosts open a second tunnel, and their first one closes late. The reference's hosts are told to; of a target more hosts come, and then a second program
   * for each of them, with its id.
   */
  openSecondTunnels(
    faults: Pick<Faults, 'openSecondTunnel' | 'secondPrograms'>,
    options: { readonly closeFirstAfter: Duration },
  ): Promise<OpenedSecond>
}

/** Each is two processes more. */
const PAIRS = 3

/** A host is asked so often, real ms, as by the probes of a small fleet. */
const ASK_EVERY_MS = 100

export function createSecondTunnels(parts: {
  readonly hosts: FleetHosts
  readonly names: HostNames
  readonly tokenOf: (host: string) => Promise<string>
  readonly links: ReadonlyMap<string, Link>
  readonly hostsDial: string
  readonly clientsAsk: string
  readonly prober: HttpProber
  readonly clients: Clients
  readonly signal: AbortSignal
}): SecondTunnels {
  const { hosts, names, tokenOf, links, hostsDial, clientsAsk, prober, clients, signal } = parts
  return {
    openSecondTunnels: async (faults, options) => {
      const { joinAs } = hosts
      if (!joinAs) {
        faults.openSecondTunnel(hosts, names.fleet, options)
        return { hosts: names.fleet, isOneProgram: true, probe: clientProbe, askUntil: (settled) => settled }
      }
      const seconds = Array.from({ length: PAIRS }, () => names.further('late'))
      const firsts = seconds.map((name) => `${name}-first`)
      const players = await Promise.all(seconds.map(async (id) => ({ id, token: await tokenOf(id) })))
      const join = (via: string, called: readonly string[]) =>
        players.forEach((player, index) => {
          joinAs({ ...player, via }, called[index]!)
        })
      await faults.secondPrograms(
        {
          ...{ firsts, seconds },
          firstsLink: linkBetween(links, firstsRole, hostsDial),
          secondsLink: linkBetween(links, secondsRole, hostsDial),
          joinFirsts: () => join(firstsRole, firsts),
          joinSeconds: () => join(secondsRole, seconds),
          endFirsts: () => hosts.remove(firsts),
          isRegistered: (name) => hosts.state.get(name)?.registered === true,
        },
        options,
      )
      return {
        hosts: seconds,
        isOneProgram: false,
        probe: askedProbe,
        askUntil: (settled) => askUntil(seconds, settled),
      }
    },
  }

  async function askUntil<T>(asked: readonly string[], settled: Promise<T>): Promise<T> {
    const over = { is: false }
    const done = () => {
      over.is = true
    }
    settled.then(done, done)
    const address = linkBetween(links, 'clients', clientsAsk).reach
    while (!over.is) {
      for (const host of asked) {
        const request = {
          ...clients.request(host),
          address,
          probe: askedProbe,
          host,
          timeoutMs: clients.timeoutMs,
        }
        void prober.sendOnce(request).catch(() => {})
      }
      await waitUntil(() => over.is, { limitMs: ASK_EVERY_MS, signal })
    }
    return settled
  }
}
