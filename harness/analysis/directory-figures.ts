import { z } from 'zod'
import { formatMs } from '../duration.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { directoryTruth } from './directory-truth.ts'
import { cannotTell, countOf, defineFigure, type FigureValue, param } from './figure.ts'
import { hostNames, momentResolutionMs, msBetween, stampMs } from './moments.ts'
import { heldWithin, type Tunnel, tunnelsOf } from './tunnels.ts'

/** Label of a directory read, or a moment: the first read at or after it. */
const read = z.union([z.string(), param.moment])

function findRead(
  events: readonly JournalEvent[],
  at: string | number,
): EventOf<'directory-read'> | undefined {
  return eventsOf(events, 'directory-read').find((event) =>
    typeof at === 'string' ? event.label === at : event.at >= at,
  )
}

function noRead(at: string | number): FigureValue {
  return cannotTell(
    'entries',
    `the directory was not read ${typeof at === 'string' ? `('${at}')` : 'after that moment'}`,
  )
}

/** `entries-owned`: directory entries that name `owner` (`region:machineId`) in a read made on purpose. */
export const entriesOwned = defineFigure(
  z.strictObject({ owner: z.string(), at: read }),
  (events, { owner, at }) => {
    const found = findRead(events, at)
    if (!found) return noRead(at)
    const owned = Object.entries(found.entries).filter(([, relay]) => relay === owner)
    return countOf(
      owned.map(([host, relay]) => ({ host, at: found.at, text: `names ${relay}` })),
      'entries',
      { of: Object.keys(found.entries).length },
    )
  },
)

/**
 * `stale-entries`: entries of a read that name a relay on which the host had no tunnel while the read lasted. A relay writes the
 * entry as soon as it has upgraded the tunnel, and the host's own stamp of that moment may be late: the more hosts dial at once
 * the later, and after a restart all of them do. It cannot be told when most hosts that were away were back before the read: an entry that
 * was stale at the moment asked for is true again then, and a harness that stood still would see nothing wrong.
 */
export const staleEntries = defineFigure(
  z.strictObject({ at: read, owner: z.string().optional() }),
  (events, { at, owner }) => {
    const found = findRead(events, at)
    if (!found) return noRead(at)
    const tunnels = tunnelsOf(events)
    const [away, back] = typeof at === 'number' ? returned(events, tunnels, at, found.at) : [0, 0]
    if (back > away / 2)
      return cannotTell(
        'entries',
        `${back} of ${away} hosts without a tunnel had one again before the directory was read`,
      )
    const window = {
      from: found.at,
      to: found.doneAt + stampMs(events, hostNames(events).length) * NS_PER_MS,
    }
    const stale = Object.entries(found.entries)
      .filter(([host, relay]) => (!owner || relay === owner) && !holds(tunnels, host, relay, window))
      .map(([host, relay]) => ({ host, at: found.at, text: staleText(tunnels, host, relay, found.at) }))
    return countOf(stale, 'entries', { of: Object.keys(found.entries).length })
  },
)

/**
 * Of the hosts without a tunnel at a moment, how many there were and how many had one when the directory was read. A service that was seen
 * late to accept may have done so earlier, by as much as the moment is uncertain.
 */
function returned(
  events: readonly JournalEvent[],
  tunnels: readonly Tunnel[],
  moment: number,
  readAt: number,
): [away: number, back: number] {
  const from = moment - momentResolutionMs(events, moment) * NS_PER_MS
  const heldAt = (at: number) =>
    new Set(tunnels.filter((tunnel) => heldWithin(tunnel, at, at)).map(({ host }) => host))
  const [before, then] = [heldAt(from), heldAt(readAt)]
  const away = hostNames(events).filter((host) => !before.has(host))
  return [away.length, away.filter((host) => then.has(host)).length]
}

function holds(
  tunnels: readonly Tunnel[],
  host: string,
  relay: string,
  { from, to }: { readonly from: number; readonly to: number },
) {
  return tunnels.some(
    (tunnel) =>
      tunnel.host === host &&
      (tunnel.relay === undefined || tunnel.relay === relay) &&
      heldWithin(tunnel, from, to),
  )
}

function staleText(tunnels: readonly Tunnel[], host: string, relay: string, at: number): string {
  const last = tunnels.findLast(
    (tunnel) => tunnel.host === host && tunnel.relay === relay && tunnel.heldUntil <= at,
  )
  return last
    ? `names ${relay}, whose tunnel ended ${formatMs(msBetween(last.heldUntil, at))} before`
    : `names ${relay}, on which it had no tunnel`
}

/**
 * `directory-true-after`: time from `since` until every entry names a relay that holds the tunnel, every live tunnel
 * and every host of `hosts` (default: all) has an entry, and it stays so until `until`. null: not within `until`.
 */
export const directoryTrueAfter = defineFigure(
  z.strictObject({ since: param.moment, until: param.moment, hosts: param.hosts }),
  (events, { since, until, hosts = hostNames(events) }) => {
    if (eventsOf(events, 'directory').length === 0) return cannotTell('ms', 'the directory was not watched')
    const truth = directoryTruth(events, hosts).filter(({ at }) => at <= until)
    const last = truth.at(-1)
    const wrong = truth.findLastIndex(({ stale, missing }) => stale + missing > 0)
    const fixed = truth[wrong + 1]
    const base = stampMs(events) + momentResolutionMs(events, since)
    const resolution = base + (fixed?.resolutionNs ?? 0) / NS_PER_MS
    if (last && !fixed) {
      const text = `still ${last.stale} stale and ${last.missing} missing at the end`
      return { observed: null, unit: 'ms', resolution, offenders: [{ at: last.at, text }] }
    }
    const observed = fixed && fixed.at > since ? msBetween(since, fixed.at) : 0
    return { observed, unit: 'ms', resolution }
  },
)
