import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { msBetween } from './moments.ts'
import { median } from './quantile.ts'

type Probe = EventOf<'probe'>

/** Usual time between two probes of one host, ms, of each host's probes; 0 when there are no two. */
export function cadenceMs(probes: ReadonlyMap<string, readonly Probe[]>): number {
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
