import {
  byHost,
  cannotTell,
  defineMetric,
  eventsOf,
  type JournalEvent,
  msBetween,
  onsetBefore,
  param,
  stampMs,
  statOf,
  statSchema,
  type Timed,
  watchEnd,
  z,
} from '../../../definitions.ts'
import { holdOf, returnIn, timeToReturn } from '../analysis/hold.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { tunnelsOf } from '../analysis/tunnels.ts'

const window = { since: param.moment, until: param.moment, hosts: param.hosts }
type Window = { since: number; until: number; hosts?: string[] | undefined }

/** When each host's watchdog first gave its tunnel up after the fault that acts at `since`, until `until`; null: it did not. */
function detections(events: readonly JournalEvent[], { since, until, hosts = hostNames(events) }: Window) {
  const start = Math.min(since, onsetBefore(events, since))
  const first = new Map<string, number>()
  for (const { at, host, state } of eventsOf(events, 'host'))
    if (state === 'watchdog' && at > start && at <= until && !first.has(host)) first.set(host, at)
  return hosts.map((host) => ({ host, at: first.get(host) ?? null }))
}

const noHost = 'the journal knows no host'

/** `detection`: time from `since`, or the onset of the fault that acts then, until a host noticed by itself that nothing arrives any more, ms. */
export const detection = defineMetric(
  'detection',
  { params: z.strictObject({ ...window, stat: statSchema }), needs: ['watchdog'] },
  (events, params) => {
    const found = detections(events, params)
    if (found.length === 0) return cannotTell('ms', noHost)
    const start = Math.min(params.since, onsetBefore(events, params.since))
    const watched = Math.max(0, msBetween(start, Math.min(params.until, watchEnd(events))))
    const times = found.map(
      ({ host, at }): Timed =>
        at === null ? { host, ms: null, leastMs: watched } : { host, at, ms: msBetween(start, at) },
    )
    return statOf(times, params.stat, stampMs(events), 'never noticed')
  },
)

/**
 * `reconnect-after-detection`: time from that moment until the host was registered again for good, ms. Of a host that noticed nothing
 * nothing is known: it is not within the time watched, and 0 at least.
 */
export const reconnectAfterDetection = defineMetric(
  'reconnect-after-detection',
  {
    params: z.strictObject({ ...window, holdMs: param.holdMs, stat: statSchema }),
    needs: ['watchdog', 'registered'],
  },
  (events, { stat, holdMs, ...params }) => {
    const found = detections(events, params)
    if (found.length === 0) return cannotTell('ms', noHost)
    const tunnels = byHost(tunnelsOf(events))
    const hold = holdOf(events, holdMs)
    const times = found.map(({ host, at }): Timed => {
      if (at === null) return { host, ms: null, leastMs: 0, note: 'it noticed nothing' }
      const { until } = params
      const back = returnIn(tunnels.get(host) ?? [], { after: at, until, hold })
      return { at, ...timeToReturn(host, at, { back, until, hold }) }
    })
    return statOf(times, stat, stampMs(events), 'never registered again')
  },
)
