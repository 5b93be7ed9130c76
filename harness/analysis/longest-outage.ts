import type { EventOf } from '../journal/events.ts'
import { cannotTell, defineFigure } from './figure.ts'
import { msBetween } from './moments.ts'
import { clientOutageParams, probesOfWatch } from './outage.ts'
import { statOf, type Timed } from './stat.ts'

/**
 * `longest-client-outage`: each host's longest stretch from a failed probe due in [since, until] to the next good one, by the
 * moments at which they were due: for faults that come one after the other. A stretch that has begun counts to its end, also after
 * `until`. 0 for a host without a failed probe; null for one that had no good probe after a failed one. The resolution is the time
 * between two probes of a host.
 */
export const longestClientOutage = defineFigure(clientOutageParams, (events, { stat, ...rest }) => {
  const watched = probesOfWatch(events, rest)
  if ('reason' in watched) return cannotTell('ms', watched.reason)
  const longest = [...watched.byHost].map(([host, own]) => longestOf(host, own, rest.until))
  return statOf(longest, stat, watched.cadence, 'no good probe after a failed one')
})

/** Of all probes from the beginning of the watch on; no stretch begins after `until`. */
function longestOf(host: string, probes: readonly EventOf<'probe'>[], until: number): Timed {
  let longest: Timed = { host, ms: 0 }
  let from: number | undefined
  for (const { ok, due } of probes) {
    if (!ok && due <= until) from ??= due
    else if (ok && from !== undefined) {
      const ms = msBetween(from, due)
      if (ms > longest.ms!) longest = { host, ms, at: from }
      from = undefined
    }
  }
  return from === undefined ? longest : { host, ms: null, at: from }
}
