import {
  byHost,
  cannotTell,
  defineMetric,
  type JournalEvent,
  onsetBefore,
  param,
  stampMs,
  statOf,
  statSchema,
  type Timed,
  z,
} from '../../../definitions.ts'
import { type Hold, holdOf, returnIn, timeToReturn } from '../analysis/hold.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { lostAt, type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

export const hostOutageParams = z.strictObject({
  since: param.moment,
  until: param.moment,
  hosts: param.hosts,
  holdMs: param.holdMs,
})

/**
 * Each host's longest time from a good moment that was its last to the next registration that stays; 0 when it lost no tunnel. What
 * was lost before `since` by the fault that acts then counts.
 */
export function hostOutageTimes(
  events: readonly JournalEvent[],
  { since, until, hosts = hostNames(events), holdMs }: z.output<typeof hostOutageParams>,
): Timed[] {
  const tunnels = byHost(tunnelsOf(events))
  const hold = holdOf(events, holdMs)
  const from = Math.min(since, onsetBefore(events, since))
  return hosts.map((host) => hostOutageOf(host, tunnels.get(host) ?? [], { from, until, hold }))
}

/**
 * `host-outage`: from the last good moment of a tunnel (drain notice, end, or the exit of its relay, noticed or not) to the host's
 * next registration that stays; the longest of each host.
 */
export const hostOutage = defineMetric(
  'host-outage',
  {
    params: hostOutageParams.extend({ stat: statSchema }),
    needs: ['registered', 'closed'],
    times: hostOutageTimes,
  },
  (events, { stat, ...rest }) => {
    const times = hostOutageTimes(events, rest)
    const lost = times.filter(({ at }) => at !== undefined).length
    if (lost === 0)
      return cannotTell('ms', 'no host lost a tunnel in the time watched: there is no outage to measure')
    const uncertainty = stampMs(events, lost)
    return statOf(times, stat, uncertainty, 'never registered again')
  },
)

interface Watch {
  readonly from: number
  readonly until: number
  readonly hold: Hold
}

function hostOutageOf(host: string, tunnels: readonly Tunnel[], { from, until, hold }: Watch): Timed {
  let longest: Timed = { host, ms: 0 }
  for (const at of lossesOf(tunnels)) {
    if (at < from || at > until || at > hold.endsAt) continue
    const back = returnIn(tunnels, { after: at, until, hold })
    const time = timeToReturn(host, at, { back, until, hold })
    if (longest.at === undefined || (time.ms ?? Infinity) > (longest.ms ?? Infinity))
      longest = { ...time, at }
  }
  return longest
}

/** When the host lost a tunnel and had no other. */
function lossesOf(tunnels: readonly Tunnel[]): number[] {
  const registered = tunnels.filter(({ registeredAt }) => registeredAt !== undefined)
  return registered.flatMap((tunnel) => {
    const at = lostAt(tunnel)
    const other = registered.some((one) => one !== tunnel && one.registeredAt! <= at && lostAt(one) > at)
    return at === Infinity || other ? [] : [at]
  })
}
