import {
  cannotTell,
  countFailed,
  defineMetric,
  type EventOf,
  eventsOf,
  type FaultLife,
  failedProbe,
  faultLives,
  headerOf,
  type JournalEvent,
  NS_PER_MS,
  stampMs,
  z,
} from '../../../definitions.ts'
import { hostNames } from '../analysis/hosts-seen.ts'
import { machineOf, tunnelsOf } from '../analysis/tunnels.ts'

const named = { probes: z.array(z.string()) }

/**
 * `failed-before-fault`: requests that failed between the proof of the steady state and the first fault, and those of the proof itself, which
 * are sent when every host is registered and every entry true. Only what had ended by the fault counts.
 */
export const failedBeforeFault = defineMetric(
  'failed-before-fault',
  z.strictObject(named),
  (events, { probes }) => {
    const steady = eventsOf(events, 'steady').find(({ when, ok }) => when === 'before' && ok)
    if (!steady) return cannotTell('requests', 'the steady state was not proved before the fault')
    const fault = eventsOf(events, 'fault')[0]?.at ?? Infinity
    const requests = eventsOf(events, 'probe').filter(
      ({ probe, due, at }) =>
        probes.includes(probe) &&
        at < fault &&
        (due >= steady.at || (probe === 'steady' && at >= steady.at - steady.tookMs * NS_PER_MS)),
    )
    if (requests.length === 0) return cannotTell('requests', 'no request was sent before the fault')
    return failedOf(events, requests)
  },
)

/**
 * `failed-aside`: failed requests to hosts that no fault was aimed at, from the first fault on. A fault aims at the hosts whose tunnel is on its
 * relay, at the one host that it names, or else at all.
 */
export const failedAside = defineMetric('failed-aside', z.strictObject(named), (events, { probes }) => {
  const aside = new Set(hostsAside(events))
  if (aside.size === 0) return cannotTell('requests', 'some fault was aimed at every host')
  const from = eventsOf(events, 'fault')[0]!.at
  const requests = eventsOf(events, 'probe').filter(
    ({ probe, due, host }) => probes.includes(probe) && due >= from && aside.has(host),
  )
  if (requests.length === 0)
    return cannotTell('requests', 'no request went to a host that no fault was aimed at')
  return failedOf(events, requests)
})

/**
 * A timeout tells of the fleet only while others are answered: when a quarter of that time's requests were late too, the machine stood still.
 * One of which half was a wait for a core is not counted for certain: requests to hosts of a relay that has gone are refused at once, also then.
 */
function failedOf(events: readonly JournalEvent[], requests: readonly EventOf<'probe'>[]) {
  const failed = requests.filter(({ ok }) => !ok)
  const stalled = new Set(
    failed.filter((request) => request.error === 'timeout' && othersLate(request, requests)),
  )
  return countFailed(events, failed.filter((request) => !stalled.has(request)).map(failedProbe), 'requests', {
    of: requests.length,
    whileAllWereLate: stalled.size,
  })
}

/** Whether at least a quarter of the requests around one that timed out took half of its time or more. Without any other it counts. */
function othersLate({ due, at }: EventOf<'probe'>, requests: readonly EventOf<'probe'>[]): boolean {
  const half = (at - due) / 2
  const others = requests.filter((one) => Math.abs(one.due - due) < half && one.due !== due)
  const late = others.filter((one) => one.at - one.due >= half)
  return others.length > 0 && late.length >= others.length / 4
}

/** Hosts that were there before the first fault and that none was aimed at. */
export function hostsAside(events: readonly JournalEvent[]): string[] {
  const lives = faultLives(events)
  const steady = eventsOf(events, 'steady').find(({ when }) => when === 'before')
  if (lives.length === 0 || !steady) return []
  const there = new Set(
    tunnelsOf(events).flatMap(({ host, registeredAt = Infinity }) =>
      registeredAt <= steady.at ? [host] : [],
    ),
  )
  const aimed = new Set(lives.flatMap((life) => aimedAt(events, life)))
  return [...there].filter((host) => !aimed.has(host))
}

function aimedAt(
  events: readonly JournalEvent[],
  { target, onset, endedAt = Infinity }: FaultLife,
): string[] {
  const all = hostNames(events)
  if (all.includes(target)) return all.filter((host) => host === target || isTwin(host, target))
  const relay = relayOf(events, target)
  if (relay === undefined) return all
  const late = stampMs(events, all.length) * NS_PER_MS
  return tunnelsOf(events)
    .filter(
      (tunnel) =>
        machineOf(tunnel.relay) === relay && tunnel.upgradedAt <= endedAt && tunnel.heldUntil >= onset - late,
    )
    .map(({ host }) => host)
}

const isTwin = (host: string, of: string) => host === `${of} twin` || host === `${of}-twin`

/** The relay that a fault's target is, or at one end of which it is; undefined for what all hosts depend on. */
function relayOf(events: readonly JournalEvent[], target: string): string | undefined {
  const { nodes = [], links = [] } = headerOf(events)?.topology ?? {}
  const link = links.find(({ name }) => name === target)
  const isRelay = (name: string) => nodes.some((node) => node.name === name && node.role.startsWith('relay'))
  return (link ? [link.to, link.from] : [target]).find(isRelay)
}
