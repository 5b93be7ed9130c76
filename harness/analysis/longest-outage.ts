import { z } from 'zod'
import type { EventOf } from '../journal/events.ts'
import { cannotTell, defineFigure, param } from './figure.ts'
import { msBetween } from './moments.ts'
import { probesOfWatch } from './outage.ts'
import { statOf, statSchema, type Timed } from './stat.ts'

/**
 * `longest-client-outage`: each host's longest stretch from a failed probe due in [since, until] to the next good one, by the
 * moments at which they were due: for faults that come one after the other. A stretch that has begun counts to its end, also after
 * `until`. 0 for a host without a failed probe; null for one that had no good probe after a failed one. The resolution is the time
 * between two probes of a host.
 */
export const longestClientOutage = defineFigure(
  z.strictObject({
    since: param.moment,
    until: param.moment,
    hosts: param.hosts,
    probe: param.probe,
    stat: statSchema,
  }),
  (events, { stat, ...rest }) => {
    const watch = probesOfWatch(events, rest)
    if ('reason' in watch) return cannotTell('ms', watch.reason)
    const longest = [...watch.byHost].map(([host, own]) => longestOf(host, own, rest.until))
    return statOf(longest, stat, watch.cadence, 'no good probe after a failed one')
  },
)

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
