import { defineNote, eventsOf, formatMs, momentIn, plural } from '../../../definitions.ts'
import { reconnectBreakdown, stages } from '../analysis/breakdown.ts'
import { hostNames } from '../analysis/hosts-seen.ts'

/** Where the time of a host's reconnect went, in the window of the check; without one, after the last fault before it offended. */
defineNote('reconnect', ({ host, at }, { params }, events) => {
  if (host === undefined || !hostNames(events).includes(host)) return undefined
  const end = eventsOf(events, 'phase').find(({ phase }) => phase === 'teardown') ?? events.at(-1)
  const until = momentIn(params, 'until', 'to') ?? end?.at ?? 0
  const since = momentIn(params, 'since', 'from') ?? at ?? until
  const own = reconnectBreakdown(events, { since, until, hosts: [host] }).hosts[0]
  if (!own) return undefined
  const total = own.totalMs === null ? 'never' : formatMs(own.totalMs)
  const dials = own.dials === 0 ? 'no dial' : plural(own.dials, 'dial')
  const parts = stages.flatMap((stage) => {
    const ms = own.stages[stage]
    return ms === undefined ? [] : `${stage} ${formatMs(ms)}`
  })
  return `reconnect: ${total} with ${dials}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`
})
