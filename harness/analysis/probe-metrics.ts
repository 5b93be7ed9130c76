import { z } from 'zod'
import { greatest } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf } from '../journal/events.ts'
import { looked, missingProbes } from './blind.ts'
import { cannotTell, countOf, defineMetric, param } from './metric.ts'
import { momentUncertaintyMs, msBetween, stampMs } from './moments.ts'
import { probesDue } from './outage.ts'
import { failure, gaveUp } from './probe-failure.ts'
import { statOf, statSchema } from './stat.ts'
import { byHost, heldWithin, machineOf, type Tunnel, tunnelsOf } from './tunnels.ts'

const window = { from: param.moment, to: param.moment, probe: param.probe, hosts: param.hosts }

/** `probe-failures`: probes due in [from, to] that were not ok. It is uncertain by those that were due and of which nothing is known. */
export const probeFailures = defineMetric('probe-failures', z.strictObject(window), (events, params) => {
  const probes = probesDue(events, params).filter(looked)
  if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
  const failed = probes
    .filter(({ ok }) => !ok)
    .map((probe) => ({ host: probe.host, at: probe.due, text: failure(probe) }))
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
      .map((probe) => ({ host: probe.host, at: probe.due, text: failure(probe) }))
    return countOf(others, 'probes', { of: probes.length }, missingProbes(events, params))
  },
)

/**
 * `pending-answered`: probes of a kind that were under way at `since`: time from there to their answer, whatever its
 * status. null (never) for one that ended without an HTTP status; undecided where the prober gave up waiting.
 */
export const pendingAnswered = defineMetric(
  'pending-answered',
  {
    params: z.strictObject({ probe: z.string(), since: param.moment, stat: statSchema, hosts: param.hosts }),
    needs: ['held'],
  },
  (events, { probe, since, stat, hosts }) => {
    const wanted = hosts && new Set(hosts)
    const pending = eventsOf(events, 'probe')
      .filter((event) => event.probe === probe && event.sent <= since && event.at > since)
      .filter(({ host }) => !wanted || wanted.has(host))
    if (pending.length === 0) return cannotTell('ms', `no '${probe}' request was under way at that moment`)
    const times = pending.map((event) => ({
      host: event.host,
      at: event.at,
      ms: event.status === undefined ? null : msBetween(since, event.at),
      ...(gaveUp(event) && { leastMs: msBetween(since, event.at) }),
      note: event.status === undefined ? failure(event) : `status ${event.status}`,
    }))
    const value = statOf(times, stat, stampMs(events) + momentUncertaintyMs(events, since), 'never answered')
    return { ...value, span: [since, greatest(pending.map((event) => event.at))] }
  },
)

/**
 * `misrouted`: failed probes due in [from, to] that were replayed to a relay without a tunnel of that host, or whose
 * answer was a replay header that nobody could follow. A tunnel that ended less than a stamp's uncertainty before the probe
 * was sent may have been there still: such a probe proves nothing.
 */
export const misrouted = defineMetric(
  'misrouted',
  { params: z.strictObject(window), needs: ['registered', 'closed', 'relay'] },
  (events, params) => {
    const probes = probesDue(events, params)
    if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
    const tunnels = byHost(tunnelsOf(events))
    const stamp = stampMs(events)
    const wrong = probes
      .filter((probe) => !probe.ok && replayedInVain(probe, tunnels.get(probe.host) ?? [], stamp))
      .map((probe) => ({ host: probe.host, at: probe.due, text: failure(probe) }))
    return countOf(wrong, 'probes', { of: probes.length }, missingProbes(events, params))
  },
)

function replayedInVain(probe: EventOf<'probe'>, tunnels: readonly Tunnel[], stamp: number): boolean {
  if (probe.error === 'replay-header') return true
  const replays = probe.path?.split('>').slice(1) ?? []
  const from = probe.sent - stamp * NS_PER_MS
  return replays.some(
    (machine) =>
      !tunnels.some((tunnel) => machineOf(tunnel.relay) === machine && heldWithin(tunnel, from, probe.at)),
  )
}
