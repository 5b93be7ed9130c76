import {
  cannotTell,
  countOf,
  defineMetric,
  formatMs,
  type MetricValue,
  msBetween,
  param,
  stampMs,
  statOf,
  statSchema,
  z,
} from '../../../definitions.ts'
import type { Tunnel } from '../analysis/tunnels.ts'
import { heldAt } from './stopping.ts'

const ofRelay = { relay: z.string(), from: param.moment, to: param.moment, hosts: param.hosts }

/**
 * `notice-time`: from `from`, the stop signal, to the drain notice of each host that had a tunnel on the relay then, ms. null: not told by `to`.
 */
export const noticeTime = defineMetric(
  'notice-time',
  { params: z.strictObject({ ...ofRelay, stat: statSchema }), needs: ['registered', 'relay', 'drain'] },
  (events, { relay, from, to, hosts, stat }) => {
    const held = heldBy(heldAt(events, relay, from), hosts)
    if (held.length === 0) return holdsNone('ms', relay)
    const times = held.map(({ host, drainAt }) => ({
      host,
      ms: drainAt === undefined || drainAt > to ? null : msBetween(from, drainAt),
    }))
    return statOf(times, stat, stampMs(events), 'not told')
  },
)

/**
 * `drain-wait`: from a host's drain notice to the end of its tunnel, both by the host's own stamps, ms, of hosts that had a tunnel on the relay at
 * `from` and stay to the end of it. null: not told by `to`, or the tunnel did not end.
 */
export const drainWait = defineMetric(
  'drain-wait',
  {
    params: z.strictObject({ ...ofRelay, stat: statSchema }),
    needs: ['registered', 'relay', 'drain', 'closed'],
  },
  (events, { relay, from, to, hosts, stat }) => {
    const held = heldBy(heldAt(events, relay, from), hosts)
    if (held.length === 0) return holdsNone('ms', relay)
    const times = held.map(({ host, drainAt, endedAt }) => ({
      host,
      ms: drainAt === undefined || drainAt > to || endedAt === undefined ? null : msBetween(drainAt, endedAt),
    }))
    return statOf(times, stat, stampMs(events), 'not told')
  },
)

/** `closed-otherwise`: tunnels held at `from` that got a close frame of the relay by `to` with another code than `code`. */
export const closedOtherwise = defineMetric(
  'closed-otherwise',
  {
    params: z.strictObject({ ...ofRelay, code: z.number().int() }),
    needs: ['registered', 'relay', 'closed.code'],
  },
  (events, { relay, from, to, hosts, code: due }) => {
    const held = heldBy(heldAt(events, relay, from), hosts)
    if (held.length === 0) return holdsNone('tunnels', relay)
    const late = to + stampMs(events) * 1e6
    const wrong = held.filter(
      ({ code, endedAt = Infinity }) => endedAt <= late && isFrame(code) && code !== due,
    )
    return countOf(
      wrong.map(({ host, endedAt, code, reason }) => ({
        host,
        at: endedAt!,
        text: `closed with ${code}${reason ? ` (${reason})` : ''}, ${formatMs(msBetween(from, endedAt!))} after the signal`,
      })),
      'tunnels',
      { of: held.length },
    )
  },
)

/** 1005 and 1006 say that there was no close frame, or no code in it. */
const isFrame = (code: number | undefined) => code !== undefined && code !== 1005 && code !== 1006

const heldBy = (tunnels: readonly Tunnel[], hosts: readonly string[] | undefined) =>
  hosts ? tunnels.filter(({ host }) => hosts.includes(host)) : tunnels

const holdsNone = (unit: string, relay: string): MetricValue =>
  cannotTell(unit, `${relay} held no tunnel at that moment`)
