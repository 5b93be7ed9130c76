import { z } from 'zod'
import { looked, missingProbes } from '../analysis/blind.ts'
import { cannotTell, defineMetric, param } from '../analysis/metric.ts'
import { failedProbe } from '../analysis/probe-failure.ts'
import { probesDue } from '../analysis/probes-due.ts'
import { countFailed } from '../analysis/untouched-by.ts'

const window = { from: param.moment, to: param.moment, probe: param.probe, hosts: param.hosts }

/**
 * `probe-failures`: probes due in [from, to] that were not ok. It is uncertain by those that were due and of which nothing is known, and by
 * those that failed while the machine gave their time to others.
 */
export const probeFailures = defineMetric('probe-failures', z.strictObject(window), (events, params) => {
  const probes = probesDue(events, params).filter(looked)
  if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
  const failed = probes.filter(({ ok }) => !ok).map(failedProbe)
  const notSent = missingProbes(events, params)
  return countFailed(events, failed, 'probes', { of: probes.length, notSent }, notSent)
})

/** `other-answers`: probes due in [from, to] that got another answer than this status, or none; uncertain as those. */
export const otherAnswers = defineMetric(
  'other-answers',
  z.strictObject({ ...window, status: z.number().int() }),
  (events, { status, ...params }) => {
    const probes = probesDue(events, params).filter(looked)
    if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
    const others = probes.filter((probe) => probe.status !== status).map(failedProbe)
    return countFailed(events, others, 'probes', { of: probes.length }, missingProbes(events, params))
  },
)
