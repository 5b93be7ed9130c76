import { z } from 'zod'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { cannotTell, defineFigure, param } from './figure.ts'
import { hostNames, msBetween, stampMs } from './moments.ts'
import { statOf, statSchema, type Timed } from './stat.ts'
import { byHost, tunnelsOf } from './tunnels.ts'

const window = { since: param.moment, until: param.moment, hosts: param.hosts }
type Window = { since: number; until: number; hosts?: string[] | undefined }

/** When each host's watchdog first gave its tunnel up in (since, until]; null: it did not. */
function detections(events: readonly JournalEvent[], { since, until, hosts = hostNames(events) }: Window) {
  const first = new Map<string, number>()
  for (const { at, host, state } of eventsOf(events, 'host'))
    if (state === 'watchdog' && at > since && at <= until && !first.has(host)) first.set(host, at)
  return hosts.map((host) => ({ host, at: first.get(host) ?? null }))
}

const noHost = 'the journal knows no host'

/** `detection`: time from `since` until a host noticed by itself that nothing arrives any more, ms. */
export const detection = defineFigure(z.strictObject({ ...window, stat: statSchema }), (events, params) => {
  const found = detections(events, params)
  if (found.length === 0) return cannotTell('ms', noHost)
  const times = found.map(
    ({ host, at }): Timed =>
      at === null ? { host, ms: null } : { host, at, ms: msBetween(params.since, at) },
  )
  return statOf(times, params.stat, stampMs(events), 'never noticed')
})

/** `reconnect-after-detection`: time from that moment until the host was registered again, ms; never for a host that noticed nothing. */
export const reconnectAfterDetection = defineFigure(
  z.strictObject({ ...window, stat: statSchema }),
  (events, params) => {
    const found = detections(events, params)
    if (found.length === 0) return cannotTell('ms', noHost)
    const tunnels = byHost(tunnelsOf(events))
    const times = found.map(({ host, at }): Timed => {
      if (at === null) return { host, ms: null, note: 'it noticed nothing' }
      const back = tunnels
        .get(host)
        ?.find(({ registeredAt = 0 }) => registeredAt > at && registeredAt <= params.until)
      return { host, at, ms: back ? msBetween(at, back.registeredAt!) : null }
    })
    return statOf(times, params.stat, stampMs(events), 'never registered again')
  },
)
