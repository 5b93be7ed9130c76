import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { faultLives } from '../faults.ts'
import { msBetween, watchEnd } from '../moments.ts'
import { connectionsOf } from './absences.ts'

/** A share, as counted. */
export interface Share {
  readonly count: number
  readonly of: number
}

/** How far the faults of a journal reached, from the first that was asked for to the end of the watch. */
export interface BlastRadius {
  /** Services and links that faults were aimed at. */
  readonly aimed: readonly string[]
  /** Services that ended by themselves although no fault was aimed at them. */
  readonly elsewhere: readonly string[]
  /** Clients that lost their connection; absent where the journal tells of none. */
  readonly clients?: Share
  /** Probes that were due and not answered as they should be; absent without probes. */
  readonly requests?: Share
  /** Longest time that one client was away; `ms` is real time, absent: it never came back. */
  readonly longest?: { readonly client: string; readonly ms?: number }
}

/** The stretch in which a fault may have had an effect. undefined: no fault was asked for. */
export function effectStretch(events: readonly JournalEvent[]): { from: number; to: number } | undefined {
  const first = eventsOf(events, 'fault')[0]
  return first && { from: first.at, to: watchEnd(events) }
}

export function blastRadius(events: readonly JournalEvent[]): BlastRadius | undefined {
  const stretch = effectStretch(events)
  if (!stretch) return undefined
  const { from, to } = stretch
  const aimed = [...new Set(faultLives(events).map(({ target }) => target))]
  const { clients, absences } = connectionsOf(events)
  const away = absences.filter((one) => one.from >= from && one.from <= to)
  const probes = eventsOf(events, 'probe').filter(({ due }) => due >= from && due <= to)
  const longest = longestOf(away, to)
  return {
    aimed,
    elsewhere: endedElsewhere(events, stretch, aimed),
    ...(clients.size > 0 && {
      clients: { count: new Set(away.map(({ client }) => client)).size, of: clients.size },
    }),
    ...(probes.length > 0 && {
      requests: { count: probes.filter(({ ok }) => !ok).length, of: probes.length },
    }),
    ...(longest && { longest }),
  }
}

/** Who came back after the watch had ended was away for as long as anybody looked. */
function longestOf(
  away: ReturnType<typeof connectionsOf>['absences'],
  watchedTo: number,
): BlastRadius['longest'] {
  const length = ({ from, to }: (typeof away)[number]) =>
    to === undefined || to > watchedTo ? Infinity : msBetween(from, to)
  const [worst] = away.toSorted((a, b) => (length(a) === length(b) ? 0 : length(b) - length(a)))
  if (!worst) return undefined
  const ms = length(worst)
  return { client: worst.client, ...(Number.isFinite(ms) && { ms }) }
}

/** A service that was signalled was ended on purpose: by a fault, or by the scenario. */
function endedElsewhere(
  events: readonly JournalEvent[],
  { from, to }: { readonly from: number; readonly to: number },
  aimed: readonly string[],
): string[] {
  const services = eventsOf(events, 'service')
  const ended = services.filter(({ service, incarnation, state, at }) => {
    if (state !== 'exited' || at < from || at > to || aimed.includes(service)) return false
    const signalled = services.some(
      (one) => one.service === service && one.incarnation === incarnation && one.state === 'signalled',
    )
    return !signalled
  })
  return [...new Set(ended.map(({ service }) => service))]
}
