import {
  byHost,
  cannotTell,
  defineMetric,
  formatMs,
  type JournalEvent,
  momentUncertaintyMs,
  msBetween,
  param,
  statOf,
  statSchema,
  type Timed,
  z,
} from '../../../definitions.ts'
import { type Decision, decisionsOf } from '../analysis/decisions.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

const params = z.strictObject({
  /** From here delays count: the loss or, after a restart, the moment at which somebody listens again. */
  since: param.moment,
  until: param.moment,
  /** When the tunnels were lost, where that was before `since`. */
  fault: param.moment.optional(),
  hosts: param.hosts,
  stat: statSchema,
})

/**
 * `decided-delay`: how much of the time from `since` until a host was registered again it spent waiting by its own decision: the sum of the delays
 * it decided on, as far as they lie after `since`, up to the dial that registered, ms. Neither late timers nor the work of a dial are in it, so it
 * scales as the constants do. null: not registered by `until`.
 */
export const decidedDelay = defineMetric(
  'decided-delay',
  { params: params, needs: ['scheduled.delay', 'registered'] },
  (events, { stat, ...window }) => {
    const tunnels = byHost(tunnelsOf(events))
    const decisions = byHost(decisionsOf(events))
    const hosts = window.hosts ?? hostNames(events)
    if (hosts.length === 0) return cannotTell('ms', 'the journal knows no host that should reconnect')
    const times = hosts.map((host) =>
      decidedBy(host, tunnels.get(host) ?? [], decisions.get(host) ?? [], window),
    )
    const never = `never within ${msBetween(window.since, window.until).toFixed(0)} ms`
    const value = statOf(times, stat, uncertaintyMs(events, window), never)
    // However late `since` was seen, nobody waited longer than it had decided to.
    const whole = statOf(times.map(asDecided), stat, 0, never).observed
    const { observed, uncertainty } = value
    if (observed === null || whole === null) return { ...value, exact: true }
    const bounds = [
      observed - uncertainty,
      Math.max(observed, Math.min(observed + uncertainty, whole)),
    ] as const
    return { ...value, bounds, exact: true }
  },
)

/** A decision made after `since` is exact; one that reaches over it is cut off there, as exactly as that moment is known. */
function uncertaintyMs(
  events: readonly JournalEvent[],
  { since, fault }: { since: number; fault?: number | undefined },
) {
  return fault === undefined || fault === since ? 0 : momentUncertaintyMs(events, since)
}

interface Span {
  readonly since: number
  readonly until: number
  readonly fault?: number | undefined
}

interface Decided extends Timed {
  /** What it decided on in all, also before `since`. */
  readonly wholeMs?: number
}

const asDecided = ({ wholeMs, ...time }: Decided): Timed =>
  time.ms === null || wholeMs === undefined ? time : { ...time, ms: wholeMs }

function decidedBy(
  host: string,
  tunnels: readonly Tunnel[],
  decisions: readonly Decision[],
  { since, until, fault = since }: Span,
): Decided {
  const back = tunnels.find(
    ({ registeredAt = 0, heldUntil }) =>
      registeredAt > fault && registeredAt <= until && heldUntil > Math.max(since, registeredAt),
  )
  if (!back) return { host, ms: null }
  const counted = decisions.filter(({ dial, due }) => due > since && dial <= back.dial)
  const ms = counted.reduce((sum, { at, due }) => sum + msBetween(Math.max(at, since), due), 0)
  const note = counted.map(({ delayMs }) => formatMs(delayMs)).join(' + ')
  const wholeMs = counted.reduce((sum, { delayMs }) => sum + delayMs, 0)
  return { host, ms, wholeMs, at: back.registeredAt!, ...(note ? { note } : {}) }
}
