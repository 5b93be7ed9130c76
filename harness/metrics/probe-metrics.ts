import { z } from 'zod'
import { looked, missingProbes } from '../analysis/blind.ts'
import { cannotTell, countOf, defineMetric, param } from '../analysis/metric.ts'
import { failureText } from '../analysis/probe-failure.ts'
import { probesDue } from '../analysis/probes-due.ts'

const window = { from: param.moment, to: param.moment, probe: param.probe, hosts: param.hosts }

/** `probe-failures`: probes due in [from, to] that were not ok. It is uncertain by those that were due and of which nothing is known. */
export const probeFailures = defineMetric('probe-failures', z.strictObject(window), (events, params) => {
  const probes = probesDue(events, params).filter(looked)
  if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
  const failed = probes
    .filter(({ ok }) => !ok)
    .map((probe) => ({ host: probe.host, at: probe.due, text: failureText(probe) }))
  const notSent = missingProbes(events, params)
  return countOf(failed, 'probes', { of: probes.length, notSent }, notSent)
})

/** `other-answers`: probes due in [from, to] that got another answer than this status, or none. */
export const otherAnswers = defineMetric(
  'other-answers',
  z.strictObject({ ...window, status: z.number().int() }),
  (events, { status, ...params }) => {
    const probes = probesDue(events, params).filter(looked)
    if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
    const others = probes
      .filter((probe) => probe.status !== status)
      .map((probe) => ({ host: probe.host, at: probe.due, text: failureText(probe) }))
    return countOf(others, 'probes', { of: probes.length }, missingProbes(events, params))
  },
)
