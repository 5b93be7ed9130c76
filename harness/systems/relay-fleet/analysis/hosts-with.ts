import { cannotTell, type JournalEvent, type MetricValue, OFFENDERS_MAX } from '../../../definitions.ts'
import { hostNames } from './hosts-seen.ts'
import { type Tunnel, tunnelsOf } from './tunnels.ts'

interface HostsWith {
  readonly hosts?: readonly string[] | undefined
  /** What the host's tunnel must be for the host to count. */
  readonly is: (tunnel: Tunnel) => boolean
  /** What is said of a host that does not count. */
  readonly otherwise: (host: string) => string
}

/** Counts hosts with a tunnel of a kind, of all or of those named. Offenders: the others. */
export function hostsWith(
  events: readonly JournalEvent[],
  { hosts = hostNames(events), is, otherwise }: HostsWith,
): MetricValue {
  if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
  const found = new Set(
    tunnelsOf(events)
      .filter(is)
      .map(({ host }) => host),
  )
  const others = hosts.filter((host) => !found.has(host))
  return {
    observed: hosts.length - others.length,
    unit: 'hosts',
    uncertainty: 0,
    offenders: others.slice(0, OFFENDERS_MAX).map((host) => ({ host, text: otherwise(host) })),
    detail: { of: hosts.length },
  }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Whether a tunnel ended in [from, to]. */
export const endedIn = ({ endedAt = -1 }: Tunnel, { from, to }: Span): boolean =>
  endedAt >= from && endedAt <= to

/** `hostsWith` for tunnels that ended in [from, to]; the others are told by how theirs ended first. */
export function hostsWhoseTunnelEnded(
  events: readonly JournalEvent[],
  { hosts, is, ...span }: Span & Pick<HostsWith, 'hosts' | 'is'>,
  endText: (end: Tunnel) => string,
): MetricValue {
  const ends = tunnelsOf(events).filter((tunnel) => endedIn(tunnel, span))
  return hostsWith(events, {
    hosts,
    is: (tunnel) => endedIn(tunnel, span) && is(tunnel),
    otherwise: (host) => {
      const end = ends.find((tunnel) => tunnel.host === host)
      return end ? endText(end) : 'its tunnel did not end'
    },
  })
}
