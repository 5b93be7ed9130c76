import {
  cannotTell,
  countOf,
  defineMetric,
  eventsOf,
  greatest,
  type JournalEvent,
  type MetricValue,
  momentUncertaintyMs,
  msBetween,
  NS_PER_MS,
  param,
  stampMs,
  statOf,
  statSchema,
  type Timed,
  z,
} from '../../../definitions.ts'
import { type Inconsistency, inconsistencies, type Wrong } from '../analysis/directory-truth.ts'
import { hostNames } from '../analysis/hosts-seen.ts'

const window = z.strictObject({
  since: param.moment,
  until: param.moment,
  stat: statSchema,
  hosts: param.hosts,
})

/**
 * `stale-window`: each host's longest stretch within [since, until] in which its entry named a relay without the tunnel.
 * 0 for a host without one; never (null) for an entry that was still stale at `until`.
 */
export const staleWindow = defineMetric(
  'stale-window',
  { params: window, needs: ['directory', 'registered', 'closed', 'relay'] },
  (events, params) => windows(events, params, 'stale'),
)

/** `live-missing`: the same for a registered tunnel of which the directory had no entry. */
export const liveMissing = defineMetric(
  'live-missing',
  { params: window, needs: ['directory', 'registered', 'closed'] },
  (events, params) => windows(events, params, 'missing'),
)

/** `hosts-missing`: hosts with a registered tunnel of which some read in [since, until] saw no entry, however soon it was back. */
export const hostsMissing = defineMetric(
  'hosts-missing',
  { params: window.omit({ stat: true }), needs: ['directory', 'registered', 'closed'] },
  (events, { since, until, hosts }) => {
    if (eventsOf(events, 'directory').length === 0)
      return cannotTell('hosts', 'the directory was not watched')
    const wanted = hosts && new Set(hosts)
    const found = inconsistencies(events).filter(
      ({ wrong, host, from, to }) =>
        wrong === 'missing' && from <= until && to > since && (!wanted || wanted.has(host)),
    )
    const first = [...Map.groupBy(found, ({ host }) => host).values()].map(([one]) => one!)
    return countOf(
      first.map(({ host, from }) => ({ host, at: from, text: 'had a tunnel and no entry' })),
      'hosts',
      { of: (hosts ?? hostNames(events)).length },
    )
  },
)

function windows(
  events: readonly JournalEvent[],
  { since, until, stat, hosts }: z.output<typeof window>,
  wrong: Wrong,
): MetricValue {
  if (eventsOf(events, 'directory').length === 0) return cannotTell('ms', 'the directory was not watched')
  const found = inconsistencies(events).filter(
    (inconsistency) =>
      inconsistency.wrong === wrong && inconsistency.from <= until && inconsistency.to > since,
  )
  const longest = new Map<string, Timed>((hosts ?? hostNames(events)).map((host) => [host, { host, ms: 0 }]))
  for (const inconsistency of found) {
    if (hosts && !longest.has(inconsistency.host)) continue
    const time = timeOf(inconsistency, since, until)
    const before = longest.get(inconsistency.host)?.ms
    if (before !== null && (time.ms ?? Infinity) > (before ?? 0)) longest.set(inconsistency.host, time)
  }
  if (longest.size === 0) return cannotTell('ms', 'the journal knows no host')
  const reads =
    greatest(
      found.map(({ uncertaintyNs }) => uncertaintyNs),
      0,
    ) / NS_PER_MS
  const uncertainty = stampMs(events) + reads + momentUncertaintyMs(events, since)
  return statOf([...longest.values()], stat, uncertainty, `still ${wrong} at the end`)
}

function timeOf({ host, entry, from, to }: Inconsistency, since: number, until: number): Timed {
  const at = Math.max(from, since)
  const time = to > until ? { ms: null, leastMs: msBetween(at, until) } : { ms: msBetween(at, to) }
  return { host, at, ...time, ...(entry && { note: `named ${entry}` }) }
}
