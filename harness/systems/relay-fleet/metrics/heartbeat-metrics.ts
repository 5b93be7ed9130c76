import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  formatMs,
  greatest,
  headerOf,
  type JournalEvent,
  msBetween,
  NS_PER_MS,
  OFFENDERS_MAX,
  type Offender,
  param,
  stampMs,
  z,
} from '../../../definitions.ts'

const window = { from: param.moment, to: param.moment, hosts: z.array(z.string()) }
type Window = { readonly from: number; readonly to: number; readonly hosts: readonly string[] }

interface Measured {
  readonly host: string
  readonly at: number
  readonly ms: number
  readonly text: string
}

const offendersOf = (worst: readonly Measured[]): Offender[] =>
  worst.slice(0, OFFENDERS_MAX).map(({ host, at, text }) => ({ host, at, text }))

const factorOf = (events: readonly JournalEvent[]) => headerOf(events)?.factor ?? 1

/**
 * `ping-interval-off`: by how much the time between two pings of one tunnel, or from its last one to the end of the window where that is longer, was
 * most other than declared, ms. A tunnel that ended in between has no further ping.
 * @param intervalMs scenario time
 */
export const pingIntervalOff = defineMetric(
  'ping-interval-off',
  { params: z.strictObject({ ...window, intervalMs: z.number().positive() }), needs: ['pinged'] },
  (events, { intervalMs, ...watched }) => {
    const declared = intervalMs * factorOf(events)
    const gaps = pingGaps(events, watched).map((gap): Measured => {
      const off = gap.open ? Math.max(0, gap.ms - declared) : Math.abs(gap.ms - declared)
      const text = `${formatMs(gap.ms)} ${gap.open ? 'without a ping to the end' : 'between two pings'}`
      return { host: gap.host, at: gap.at, ms: off, text }
    })
    const silent = watched.hosts.find((host) => !gaps.some((gap) => gap.host === host))
    if (gaps.length === 0 || silent !== undefined)
      return cannotTell('ms', `no two pings of ${silent ?? 'any host'} were seen in the time watched`)
    const worst = gaps.toSorted((a, b) => b.ms - a.ms)
    return {
      observed: worst[0]!.ms,
      unit: 'ms',
      uncertainty: 2 * stampMs(events, watched.hosts.length),
      offenders: offendersOf(worst),
      detail: { gaps: gaps.length },
    }
  },
)

function pingGaps(events: readonly JournalEvent[], { from, to, hosts }: Window) {
  const own = eventsOf(events, 'host').filter(
    ({ host, at }) => at >= from && at <= to && hosts.includes(host),
  )
  const tunnels = Map.groupBy(own, ({ host, dial }) => `${dial} ${host}`)
  return [...tunnels.values()].flatMap((tunnel) => {
    const pings = tunnel.filter(({ state }) => state === 'pinged')
    const last = pings.at(-1)
    if (!last) return []
    const gaps = pings
      .slice(1)
      .map(({ at, host }, index) => ({ host, at, ms: msBetween(pings[index]!.at, at), open: false }))
    const ended = tunnel.some(({ state }) => state === 'closed')
    return ended ? gaps : [...gaps, { host: last.host, at: last.at, ms: msBetween(last.at, to), open: true }]
  })
}

/** Changes of expiries in the window, and whether anybody looked. */
function changesIn(events: readonly JournalEvent[], { from, to }: Window): EventOf<'expiries'>[] {
  return eventsOf(events, 'expiries').filter(({ at }) => at >= from && at <= to)
}

const notWatched = (unit: string) => cannotTell(unit, 'no expiry was seen to change in the time watched')

/** Each refresh of an expiry in the window. It was made at some time since the read before. */
function refreshesIn(events: readonly JournalEvent[], watched: Window) {
  return changesIn(events, watched).flatMap(({ at, set, uncertaintyNs }) =>
    watched.hosts.flatMap((host) =>
      set[host] ? [{ host, at, ...set[host], lateMs: uncertaintyNs / NS_PER_MS }] : [],
    ),
  )
}

/**
 * `expiry-off`: by how much the time that an entry is given to live was most other than declared, ms. What is left when a refresh is seen is
 * less by the time since it was made, at most that since the read before.
 * @param ttlMs scenario time
 */
export const expiryOff = defineMetric(
  'expiry-off',
  { params: z.strictObject({ ...window, ttlMs: z.number().positive() }), needs: ['expiries'] },
  (events, { ttlMs, ...watched }) => {
    const declared = ttlMs * factorOf(events)
    const given = refreshesIn(events, watched)
    if (given.length === 0) return notWatched('ms')
    const off = given.map(({ host, at, leftMs, lateMs }) => ({
      host,
      at,
      // No more than it has to be: the refresh may have been made at any time since the read before.
      ms: Math.max(0, leftMs - declared, declared - (leftMs + lateMs)),
      lateMs,
      text: `${formatMs(leftMs)} left when it was seen, up to ${formatMs(lateMs)} after the refresh`,
    }))
    const worst = off.toSorted((a, b) => b.ms - a.ms)
    const { ms, lateMs } = worst[0]!
    const bounds = [
      ms,
      ms +
        greatest(
          off.map((one) => one.ms + one.lateMs - ms),
          lateMs,
        ),
    ] as const
    return {
      observed: ms,
      unit: 'ms',
      uncertainty: bounds[1] - bounds[0],
      bounds,
      exact: true,
      offenders: offendersOf(worst),
      detail: { refreshes: given.length },
    }
  },
)

/** `left-at-refresh`: the least time that an entry had left when it was refreshed, ms. */
export const leftAtRefresh = defineMetric(
  'left-at-refresh',
  { params: z.strictObject(window), needs: ['expiries'] },
  (events, watched) => {
    const old = refreshesIn(events, watched).flatMap(({ host, at, oldLeftMs, lateMs }) =>
      oldLeftMs === undefined
        ? []
        : [{ host, at, ms: oldLeftMs, lateMs, text: `${formatMs(oldLeftMs)} left when it was seen` }],
    )
    const least = old.toSorted((a, b) => a.ms - b.ms)
    const [first] = least
    if (!first) return notWatched('ms')
    return {
      observed: first.ms,
      unit: 'ms',
      uncertainty: first.lateMs,
      bounds: [first.ms, first.ms + first.lateMs] as const,
      exact: true,
      offenders: offendersOf(least),
      detail: { refreshes: old.length },
    }
  },
)

/** What became of these hosts' entries in the window, by what was left of their time then. */
function removedIn(events: readonly JournalEvent[], watched: Window) {
  return changesIn(events, watched).flatMap(({ at, removed, uncertaintyNs }) =>
    watched.hosts.flatMap((host) =>
      removed[host] === undefined
        ? []
        : [{ host, at, leftMs: removed[host], lateMs: uncertaintyNs / NS_PER_MS }],
    ),
  )
}

/** `removed-before-expiry`: entries of hosts without a tunnel that were removed although they had time left. */
export const removedBeforeExpiry = defineMetric(
  'removed-before-expiry',
  { params: z.strictObject(window), needs: ['expiries'] },
  (events, watched) => {
    const removed = removedIn(events, watched)
    const early = removed.filter(({ leftMs }) => leftMs > 0)
    const offenders = early.map(({ host, at, leftMs }) => ({ host, at, text: `${formatMs(leftMs)} left` }))
    if (removed.length === 0) return cannotTell('entries', 'no entry was seen to go in the time watched')
    return countOf(offenders, 'entries', { of: removed.length })
  },
)

/** When the entry that a host had at a moment expires, ns, as it was last set before; Infinity where nobody saw it set. */
function expiresAt(events: readonly JournalEvent[], host: string, at: number): number {
  const last = eventsOf(events, 'expiries').findLast((event) => event.at <= at && event.set[host])
  return last ? last.at + last.set[host]!.leftMs * NS_PER_MS : Infinity
}

/** `removed-after-expiry`: the longest time from the expiry of an entry until it was removed, ms; never when one was there at the end. */
export const removedAfterExpiry = defineMetric(
  'removed-after-expiry',
  { params: z.strictObject(window), needs: ['expiries'] },
  (events, watched) => {
    if (eventsOf(events, 'expiries').length === 0) return notWatched('ms')
    const removed = new Map(removedIn(events, watched).map((one) => [one.host, one]))
    const left = watched.hosts.filter((host) => !removed.has(host))
    const late = [...removed.values()].toSorted((a, b) => a.leftMs - b.leftMs)
    const worst = late.map(({ host, at, leftMs }) => ({
      host,
      at,
      ms: Math.max(0, -leftMs),
      text: leftMs > 0 ? 'went before its expiry' : `went ${formatMs(-leftMs)} after its expiry`,
    }))
    const observed = worst[0]?.ms ?? 0
    const uncertainty = late[0]?.lateMs ?? 0
    if (left.length > 0) {
      const offenders = left
        .slice(0, OFFENDERS_MAX)
        .map((host) => ({ host, at: watched.to, text: 'still there' }))
      const outlived = left.map((host) => msBetween(expiresAt(events, host, watched.to), watched.to))
      return { observed: null, unit: 'ms', uncertainty, atLeast: greatest(outlived, observed), offenders }
    }
    const bounds = [Math.max(0, observed - uncertainty), observed] as const
    return { observed, unit: 'ms', uncertainty, bounds, exact: true, offenders: offendersOf(worst) }
  },
)
