import { type Duration, parseDuration } from '../../door.ts'
import type { FleetConstants } from './constants.ts'

/** How a link is made so slow that relays give all their hosts up, and hosts do not give up their relay meanwhile. */
export interface PingTimeouts {
  /** By how much pongs are late: none arrives in time. And so long at most it takes until every host is given up. */
  readonly pongsLate: Duration
  /** By how much pings, and the ends of tunnels, are late. */
  readonly pingsLate: Duration
  /** What a relay logs for each host. Unknown: whether it has given them up is seen afterwards. */
  readonly logged?: string
  /** How it closes them. Unknown: in any way. */
  readonly close?: { readonly code: number; readonly reason: string }
}

const ms = (value: number): Duration => `${Math.round(value)}ms`

/**
 * Hosts hear nothing for an interval and the delay of pings: a fifteenth of the watchdog's time less than that is left to the machine. The ends of tunnels must
 * not come before the last host is given up, whose silence began a ping interval later than the first one's.
 */
export function pingTimeoutsOf({
  pingTimeout,
  pingInterval,
  watchdog,
}: Pick<FleetConstants, 'pingTimeout' | 'pingInterval'> & {
  readonly watchdog?: Duration | undefined
}): PingTimeouts {
  const interval = parseDuration(pingInterval)
  const silence = watchdog === undefined ? Number.POSITIVE_INFINITY : parseDuration(watchdog)
  return {
    pongsLate: ms(parseDuration(pingTimeout) + interval / 6),
    pingsLate: ms(Math.max(0, Math.min((4 / 3) * interval, silence * (14 / 15) - interval))),
  }
}
