import { z } from 'zod'
import { defineMetric, param } from '../analysis/metric.ts'
import { failedProbe } from '../analysis/probe-failure.ts'
import { probesDue } from '../analysis/probes-due.ts'
import { CASES_MIN, countFailed, steadyFrom, tooFew, touchedBy, touchedIn } from '../analysis/untouched-by.ts'

/**
 * `untouched-failures`: requests that failed though no fault that reaches them was open from the moment they were due to their end:
 * before the first fault, beside one that was aimed at something else, and after the last.
 */
export const untouchedFailures = defineMetric(
  'untouched-failures',
  z.strictObject({ probe: param.probe, hosts: param.hosts, touchedBy }),
  (events, { touchedBy: by, ...which }) => {
    const touched = touchedIn(events, by)
    // How long a host takes to come back is for other metrics: after a fault it counts again from its first good answer on.
    const recovering = new Set<string>()
    const free = probesDue(events, { from: steadyFrom(events), to: Infinity, ...which }).filter(
      ({ host, due, at, ok }) => {
        const reached = touched({ from: due, to: at })
        if (reached) recovering.add(host)
        else if (ok) recovering.delete(host)
        return !reached && !recovering.has(host)
      },
    )
    if (free.length < CASES_MIN) return tooFew(free.length, 'requests')
    const failed = free.filter(({ ok }) => !ok).map(failedProbe)
    return countFailed(events, failed, 'requests', { of: free.length })
  },
)
