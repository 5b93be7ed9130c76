import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  formatMs,
  type JournalEvent,
  least,
  type MetricValue,
  momentUncertaintyMs,
  msBetween,
  NS_PER_MS,
  param,
  stampMs,
  z,
} from '../../../definitions.ts'
import { directoryTruth, type Truth } from '../analysis/directory-truth.ts'
import { type Hold, holdOf } from '../analysis/hold.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { heldWithin, type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

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

function noRead(at: string | number): MetricValue {
  return cannotTell(
    'entries',
    `the directory was not read ${typeof at === 'string' ? `('${at}')` : 'after that moment'}`,
  )
}

/** `entries-owned`: directory entries that name `owner` (`region:machineId`) in a read made on purpose. */
export const entriesOwned = defineMetric(
  'entries-owned',
  { params: z.strictObject({ owner: z.string(), at: read }), needs: ['directory'] },
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
 * the later, and after a restart all of them do. It is inconclusive when most hosts that were away were back before the read: an entry that
 * was stale at the moment asked for is true again then, and a harness that stood still would see nothing wrong.
 */
export const staleEntries = defineMetric(
  'stale-entries',
  {
    params: z.strictObject({ at: read, owner: z.string().optional() }),
    needs: ['directory', 'registered', 'closed', 'relay'],
  },
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
  const from = moment - momentUncertaintyMs(events, moment) * NS_PER_MS
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
 * and every host of `hosts` (default: all) has an entry, and it stays so until `until`, and for the hold time at least, unless another
 * fault begins. null: not within `until`.
 */
export const directoryTrueAfter = defineMetric(
  'directory-true-after',
  {
    params: z.strictObject({
      since: param.moment,
      until: param.moment,
      hosts: param.hosts,
      holdMs: param.holdMs,
    }),
    needs: ['directory', 'registered', 'closed', 'relay'],
  },
  (events, { since, until, hosts = hostNames(events), holdMs }) => {
    if (eventsOf(events, 'directory').length === 0) return cannotTell('ms', 'the directory was not watched')
    const hold = holdOf(events, holdMs)
    const all = directoryTruth(events, hosts)
    const truth = all.filter(({ at }) => at <= until)
    const fixed = truth[truth.findLastIndex(isWrong) + 1]
    const heldFrom = Math.max(fixed?.at ?? since, since)
    const again = all.find((one) => one.at > until && one.at <= watchedTo(hold, heldFrom) && isWrong(one))
    const base = stampMs(events) + momentUncertaintyMs(events, since)
    const uncertainty = base + (fixed?.uncertaintyNs ?? 0) / NS_PER_MS
    const wrong = again ?? (fixed ? undefined : truth.at(-1))
    if (wrong) {
      const text = `${again ? '' : 'still '}${wrong.stale} stale and ${wrong.missing} missing ${again ? 'again' : 'at the end'}`
      const atLeast = Math.max(0, msBetween(since, Math.min(until, hold.endsAt)))
      return { observed: null, unit: 'ms', uncertainty, atLeast, offenders: [{ at: wrong.at, text }] }
    }
    const unseen = maybeFalseAgain(hold, heldFrom, since)
    const observed = msBetween(since, heldFrom)
    return {
      observed,
      unit: 'ms',
      uncertainty: uncertainty + unseen,
      ...(unseen > 0 && { bounds: [observed - uncertainty, observed + uncertainty + unseen] as const }),
    }
  },
)

const isWrong = ({ stale, missing }: Truth) => stale + missing > 0

/** To where the directory must stay true: for the hold time, at most until the watch ends or another fault begins. */
function watchedTo({ ns, endsAt, faults }: Hold, from: number): number {
  return least(
    faults.filter((at) => at > from),
    Math.min(from + ns, endsAt),
  )
}

/** By how much later it may have become true for good, ms: the watch ended before it had stayed so for the hold time. */
function maybeFalseAgain({ ns, endsAt, faults }: Hold, fixedAt: number, since: number): number {
  if (endsAt - fixedAt >= ns || faults.some((at) => at > fixedAt)) return 0
  return Math.max(msBetween(since, endsAt), ns / NS_PER_MS)
}
