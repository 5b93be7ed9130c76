import {
  cannotTell,
  defineMetric,
  eventsOf,
  failureText,
  gaveUp,
  greatest,
  momentUncertaintyMs,
  msBetween,
  param,
  stampMs,
  statOf,
  statSchema,
  z,
} from '../../../definitions.ts'

/**
 * `pending-answered`: probes of a kind that were under way at `since`: time from there to their answer, with any
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
      note: event.status === undefined ? failureText(event) : `status ${event.status}`,
    }))
    const value = statOf(times, stat, stampMs(events) + momentUncertaintyMs(events, since), 'never answered')
    return { ...value, span: [since, greatest(pending.map((event) => event.at))] }
  },
)
