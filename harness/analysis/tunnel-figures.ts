import { z } from 'zod'
import { formatMs } from '../duration.ts'
import type { JournalEvent } from '../journal/events.ts'
import { cannotTell, countOf, defineFigure, type FigureValue, type Offender, param } from './figure.ts'
import { hostNames, msBetween } from './moments.ts'
import { byHost, type Tunnel, tunnelsOf } from './tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/**
 * `lost-in-registration`: hosts of which a tunnel, opened in [from, to], ended before its relay spoke on it. Offenders:
 * hosts without.
 */
export const lostInRegistration = defineFigure(z.strictObject(window), (events, params) =>
  hostsOf(
    events,
    params,
    (tunnel) =>
      tunnel.upgradedAt >= params.from && tunnel.registeredAt === undefined && endedIn(tunnel, params),
    'no tunnel ended in its registration',
  ),
)

/** `tunnels-lost`: hosts that had no registered tunnel at some moment of [from, to]. */
export const tunnelsLost = defineFigure(
  z.strictObject(window),
  (events, { from, to, hosts = hostNames(events) }) => {
    if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
    const tunnels = byHost(tunnelsOf(events))
    const lost = hosts.flatMap((host) => gapOf(host, tunnels.get(host) ?? [], from, to))
    return countOf(lost, 'hosts', { of: hosts.length })
  },
)

interface Window {
  readonly from: number
  readonly to: number
  readonly hosts?: readonly string[] | undefined
}

const endedIn = ({ endedAt = -1 }: Tunnel, { from, to }: Window) => endedAt >= from && endedAt <= to

function hostsOf(
  events: readonly JournalEvent[],
  { hosts = hostNames(events) }: Window,
  is: (tunnel: Tunnel) => boolean,
  otherwise: string,
): FigureValue {
  if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
  const found = new Set(
    tunnelsOf(events)
      .filter(is)
      .map(({ host }) => host),
  )
  const others = hosts.filter((host) => !found.has(host))
  const offenders = others.slice(0, 20).map((host) => ({ host, text: otherwise }))
  const detail = { of: hosts.length }
  return { observed: hosts.length - others.length, unit: 'hosts', resolution: 0, offenders, detail }
}

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
