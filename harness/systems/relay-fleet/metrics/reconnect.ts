import {
  byHost,
  cannotTell,
  defineMetric,
  type JournalEvent,
  momentUncertaintyMs,
  msBetween,
  param,
  stampMs,
  statOf,
  statSchema,
  type Timed,
  z,
} from '../../../definitions.ts'
import { type Hold, holdOf, mayBeLost, returnIn, stayOf, timeToReturn } from '../analysis/hold.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

const window = {
  /** From here the time counts, as a rule the moment at which somebody accepts tunnels again. */
  since: param.moment,
  until: param.moment,
  /** Moment of the fault. A tunnel registered after it and still held at `since` counts 0 ms. Default: `since`. */
  fault: param.moment.optional(),
  /** Count from the drain notice that a host got after `since`, where it got one. */
  fromNotice: z.boolean().optional(),
  /** Hosts that must come back. Default: all. A host that never lost its tunnel did not come back: leave it out here. */
  hosts: param.hosts,
  holdMs: param.holdMs,
}
export const reconnectParams = z.strictObject(window)
export type ReconnectParams = z.output<typeof reconnectParams>

/** Time of each host from `since` to its first registration after it that stays. null: not within `until`. */
export function reconnectTimes(events: readonly JournalEvent[], params: ReconnectParams): Timed[] {
  const tunnels = byHost(tunnelsOf(events))
  const hold = holdOf(events, params.holdMs)
  return (params.hosts ?? hostNames(events)).map((host) =>
    reconnectTime(host, tunnels.get(host) ?? [], params, hold),
  )
}

function reconnectTime(host: string, tunnels: readonly Tunnel[], params: ReconnectParams, hold: Hold): Timed {
  const { since, until, fault = since } = params
  const before = tunnels
    .filter(
      ({ registeredAt = 0, heldUntil }) => registeredAt > fault && registeredAt <= since && heldUntil > since,
    )
    .map((tunnel) => ({ at: tunnel.registeredAt!, stay: stayOf(tunnel, tunnels, hold) }))
    .find(({ stay }) => stay !== 'lost')
  if (before) {
    const open = before.stay === 'open' && mayBeLost(0, msBetween(since, until), hold)
    return { host, ms: 0, at: before.at, note: 'before that already', ...open }
  }
  const start = params.fromNotice ? noticeAfter(since, tunnels) : since
  const back = returnIn(tunnels, { after: since, until, hold })
  return { ...timeToReturn(host, start, { back, until, hold }), ...(back && { at: back.at }) }
}

function noticeAfter(since: number, tunnels: readonly Tunnel[]): number {
  return tunnels.find(({ drainAt = 0 }) => drainAt > since)?.drainAt ?? since
}

/** `reconnect`: time from `since` to registered for good, per host. */
export const reconnect = defineMetric(
  'reconnect',
  { params: z.strictObject({ ...window, stat: statSchema }), needs: ['registered'], times: reconnectTimes },
  (events, params) => {
    const { stat, ...rest } = params
    const times = reconnectTimes(events, rest)
    if (times.length === 0) return cannotTell('ms', 'the journal knows no host that should reconnect')
    const uncertainty = stampMs(events) + momentUncertaintyMs(events, params.since)
    return statOf(
      times,
      stat,
      uncertainty,
      `never within ${msBetween(params.since, params.until).toFixed(0)} ms`,
    )
  },
)
