import {
  byHost,
  cannotTell,
  countOf,
  defineMetric,
  formatMs,
  msBetween,
  type Offender,
  param,
  z,
} from '../../../definitions.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { endedIn, hostsWith } from '../analysis/hosts-with.ts'
import { type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/**
 * `lost-in-registration`: hosts of which a tunnel, opened in [from, to], ended before its relay spoke on it. Offenders:
 * hosts without.
 */
export const lostInRegistration = defineMetric(
  'lost-in-registration',
  { params: z.strictObject(window), needs: ['upgraded', 'registered', 'closed'] },
  (events, { hosts, ...span }) =>
    hostsWith(events, {
      hosts,
      is: (tunnel) =>
        tunnel.upgradedAt >= span.from && tunnel.registeredAt === undefined && endedIn(tunnel, span),
      otherwise: () => 'no tunnel ended in its registration',
    }),
)

/** `tunnels-lost`: hosts that had no registered tunnel at some moment of [from, to]. */
export const tunnelsLost = defineMetric(
  'tunnels-lost',
  { params: z.strictObject(window), needs: ['registered', 'closed'] },
  (events, { from, to, hosts = hostNames(events) }) => {
    if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
    const tunnels = byHost(tunnelsOf(events))
    const lost = hosts.flatMap((host) => gapOf(host, tunnels.get(host) ?? [], from, to))
    return countOf(lost, 'hosts', { of: hosts.length })
  },
)

/** The first stretch within [from, to] that no registered tunnel covers. */
function gapOf(host: string, tunnels: readonly Tunnel[], from: number, to: number): Offender[] {
  const held = tunnels
    .filter(({ registeredAt }) => registeredAt !== undefined)
    .sort((a, b) => a.registeredAt! - b.registeredAt!)
  let covered = from
  for (const { registeredAt, heldUntil } of held) {
    if (registeredAt! > covered) break
    covered = Math.max(covered, heldUntil)
  }
  if (covered > to) return []
  const back = held.find(({ registeredAt }) => registeredAt! > covered)?.registeredAt
  const text = back
    ? `without a tunnel for ${formatMs(msBetween(covered, back))}`
    : 'without a tunnel from then on'
  return [{ host, at: covered, text }]
}
