import { z } from 'zod'
import { formatMs } from '../duration.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import { cannotTell, countOf, defineFigure, type FigureValue, param } from './figure.ts'
import { msBetween, stampMs } from './moments.ts'
import { statOf, statSchema } from './stat.ts'
import { heldAt } from './stopping.ts'
import type { Tunnel } from './tunnels.ts'

const ofRelay = { relay: z.string(), from: param.moment, to: param.moment, hosts: param.hosts }

/**
 * `notice-time`: from `from`, the stop signal, to the drain notice of each host that had a tunnel on the relay then, ms. null: not told by `to`.
 */
export const noticeTime = defineFigure(
  z.strictObject({ ...ofRelay, stat: statSchema }),
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
 * `notice-to-removal`: the median time from the drain notice of a host, which had a tunnel on the relay at `from`, until the directory named the relay
 * no longer for it, ms; less than 0 where it was told only after that. The close of its tunnel comes later still, and a busy host stamps it late.
 */
export const noticeToRemoval = defineFigure(z.strictObject(ofRelay), (events, { relay, from, to, hosts }) => {
  const held = heldBy(heldAt(events, relay, from), hosts)
  if (held.length === 0) return holdsNone('ms', relay)
  const reads = eventsOf(events, 'directory').filter(({ at }) => at > from && at <= to)
  const gaps = held.flatMap(({ host, drainAt }) => {
    const read = reads.find(({ removed, set }) => removed.includes(host) || (set[host] ?? relay) !== relay)
    if (!read || drainAt === undefined) return []
    // It was removed at some moment since the read before.
    return [{ ms: msBetween(drainAt, read.at - read.resolutionNs / 2), readNs: read.resolutionNs }]
  })
  const median = gaps.toSorted((a, b) => a.ms - b.ms)[Math.floor((gaps.length - 1) / 2)]
  if (!median) return cannotTell('ms', 'no host was told and then taken out of the directory')
  return {
    observed: median.ms,
    unit: 'ms',
    resolution: stampMs(events) + median.readNs / 2 / NS_PER_MS,
    detail: { of: held.length, toldAndRemoved: gaps.length },
  }
})

/** `closed-otherwise`: tunnels held at `from` that got a close frame of the relay by `to` with another code than `code`. */
export const closedOtherwise = defineFigure(
  z.strictObject({ ...ofRelay, code: z.number().int() }),
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

const holdsNone = (unit: string, relay: string): FigureValue =>
  cannotTell(unit, `${relay} held no tunnel at that moment`)
