import { z } from 'zod'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { cannotTell, defineFigure, param } from './figure.ts'
import { hostNames, msBetween, stampMs } from './moments.ts'
import { median } from './quantile.ts'
import { statOf, statSchema, type Timed } from './stat.ts'
import { byHost, type Tunnel, tunnelsOf } from './tunnels.ts'

const watch = { since: param.moment, until: param.moment, hosts: param.hosts }

/** Of both figures of clients' outages. */
export const clientOutageParams = z.strictObject({ ...watch, probe: param.probe, stat: statSchema })

/**
 * `client-outage`: first failed probe due in [since, until] to the next good one of each host, by the moments at which they were due;
 * an outage that has begun counts to its end, also after `until`. 0 for a host without a failed probe. The resolution is the largest
 * gap between probes at either edge.
 */
export const clientOutage = defineFigure(clientOutageParams, (events, { stat, ...rest }) => {
  const watched = probesOfWatch(events, rest)
  if ('reason' in watched) return cannotTell('ms', watched.reason)
  const outages = [...watched.byHost].map(([host, own]) => outageOf(host, own, rest.until, watched.cadence))
  const resolution = Math.max(...outages.map(({ resolution }) => resolution))
  return statOf(outages, stat, resolution, 'no good probe after the first failed one')
})

function outageOf(host: string, probes: readonly EventOf<'probe'>[], until: number, cadence: number) {
  const first = probes.findIndex(({ ok, due }) => !ok && due <= until)
  if (first === -1) return { host, ms: 0, resolution: cadence }
  const good = probes.findIndex(({ ok }, index) => index > first && ok)
  const at = probes[first]!.due
  const note = probes[first]!.error ?? (probes[first]!.status && `status ${probes[first]!.status}`)
  const resolution = Math.max(gapBefore(probes, first) ?? cadence, gapBefore(probes, good) ?? cadence)
  const ms = good === -1 ? null : msBetween(at, probes[good]!.due)
  return { host, ms, at, resolution, ...(note && { note }) }
}

function gapBefore(probes: readonly EventOf<'probe'>[], index: number): number | undefined {
  const [before, probe] = [probes[index - 1], probes[index]]
  return before && probe ? msBetween(before.due, probe.due) : undefined
}

/**
 * Each host's probes from the beginning of a watch on, also those due after its end, for outages that last longer: of the hosts with
 * one due in the watch, and their usual gap in it, ms. A reason when there is none, or none of a host that is asked for.
 */
export function probesOfWatch(
  events: readonly JournalEvent[],
  { since, until, hosts, probe }: Omit<z.output<typeof clientOutageParams>, 'stat'>,
) {
  const all = probesDue(events, { from: since, to: Number.POSITIVE_INFINITY, hosts, probe })
  const watched = byHost(all.filter(({ due }) => due <= until))
  if (watched.size === 0) return { reason: 'no probe was due in the time watched' }
  const unseen = hosts?.find((host) => !watched.has(host))
  if (unseen) return { reason: `no probe of ${unseen} was due in the time watched` }
  return { byHost: byHost(all.filter(({ host }) => watched.has(host))), cadence: cadenceMs(watched) }
}

/** Usual time between two probes of one host, ms, of each host's probes; 0 when there are no two. */
export function cadenceMs(probes: ReadonlyMap<string, readonly EventOf<'probe'>[]>): number {
  const gaps = [...probes.values()].flatMap((own) =>
    own.slice(1).map((probe, index) => msBetween(own[index]!.due, probe.due)),
  )
  return median(gaps) ?? 0
}

interface ProbeFilter {
  readonly from: number
  readonly to: number
  readonly hosts?: readonly string[] | undefined
  readonly probe?: string | undefined
}

/** Probes due in [from, to], ordered by the moment at which they were due. */
export function probesDue(events: readonly JournalEvent[], { from, to, hosts, probe }: ProbeFilter) {
  const wanted = hosts && new Set(hosts)
  return eventsOf(events, 'probe')
    .filter(({ due }) => due >= from && due <= to)
    .filter((event) => (!probe || event.probe === probe) && (!wanted || wanted.has(event.host)))
    .sort((a, b) => a.due - b.due)
}

export const hostOutageParams = z.strictObject(watch)

/** Time of each host from its last good moment in the window to its next registration; 0 when it lost no tunnel. */
export function hostOutageTimes(
  events: readonly JournalEvent[],
  { since, until, hosts = hostNames(events) }: z.output<typeof hostOutageParams>,
): Timed[] {
  const tunnels = byHost(tunnelsOf(events))
  return hosts.map((host) => hostOutageOf(host, tunnels.get(host) ?? [], since, until))
}

/** `host-outage`: from the last good moment of a tunnel (drain notice or end) to the host's next registration. */
export const hostOutage = defineFigure(
  hostOutageParams.extend({ stat: statSchema }),
  (events, { stat, ...rest }) => {
    const times = hostOutageTimes(events, rest)
    const lost = times.filter(({ at }) => at !== undefined).length
    if (lost === 0)
      return cannotTell('ms', 'no host lost a tunnel in the time watched: there is no outage to measure')
    const resolution = stampMs(events, lost)
    return statOf(times, stat, resolution, 'never registered again')
  },
)

function hostOutageOf(host: string, tunnels: readonly Tunnel[], since: number, until: number): Timed {
  const losses = tunnels.map(lostAt).filter((at) => at >= since && at <= until)
  if (losses.length === 0) return { host, ms: 0 }
  const at = Math.min(...losses)
  const back = tunnels.find(({ registeredAt = 0 }) => registeredAt > at && registeredAt <= until)
  return { host, ms: back ? msBetween(at, back.registeredAt!) : null, at }
}

/** When the host knew that its tunnel is no good any more. Infinity: never. */
export function lostAt({ drainAt = Infinity, endedAt = Infinity }: Tunnel): number {
  return Math.min(drainAt, endedAt)
}
