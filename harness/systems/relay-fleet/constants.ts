import { relayConstants } from '../../../docker/relay/constants.ts'
import { type Duration, parseDuration } from '../../door.ts'

/** What scenarios must know of a fleet's timing, in scenario time. Of a target: as it declares them. */
export interface FleetConstants {
  readonly pingInterval: Duration
  readonly backoffBase: Duration
  readonly backoffCeiling: Duration
  /** Shortest delay of all. */
  readonly backoffMin: Duration
  /** Smallest factor by which jitter multiplies the ceiling. */
  readonly backoffFactorMin: number
  /** Shortest delay of a host that another with its id has replaced. */
  readonly replacedDelay: Duration
  /** A relay gives up a host that answers no ping after so long, at most. */
  readonly pingTimeout: Duration
  /** Inbound silence after which a host gives its tunnel up, and how often it looks. */
  readonly watchdog: Duration
  readonly watchdogCheck: Duration
  readonly directoryTtl: Duration
  readonly directorySweep: Duration
  /** Longest time that a relay waits for its directory. */
  readonly directoryDeadline: Duration
  /** A drain clears the directory, and closes tunnels, so long after the signal. */
  readonly drainWait: Duration
  /** Longest time from the stop signal to the exit. */
  readonly drain: Duration
}

const ms = (value: number): Duration => `${value}ms`

export const referenceConstants: FleetConstants = {
  pingInterval: ms(relayConstants.pingIntervalMs),
  backoffBase: ms(relayConstants.backoffBaseMs),
  backoffCeiling: ms(relayConstants.backoffCeilingMs),
  backoffMin: ms(relayConstants.backoffBaseMs * relayConstants.backoffFactorMin),
  backoffFactorMin: relayConstants.backoffFactorMin,
  replacedDelay: ms(relayConstants.backoffCeilingMs * relayConstants.backoffFactorMin),
  // One more: the last pong may have come right after a ping.
  pingTimeout: ms((relayConstants.missedPingsMax + 1) * relayConstants.pingIntervalMs),
  watchdog: ms(relayConstants.watchdogMs),
  watchdogCheck: ms(relayConstants.watchdogCheckMs),
  directoryTtl: ms(relayConstants.directoryTtlMs),
  directorySweep: ms(relayConstants.directorySweepMs),
  directoryDeadline: ms(relayConstants.directoryDeadlineMs),
  drainWait: ms(relayConstants.drainWaitMs),
  // The wait after the message, the tail for close handshakes, and the directory call between them.
  drain: ms(relayConstants.drainWaitMs + relayConstants.drainTailMs + relayConstants.directoryDeadlineMs),
}

/** Limits that follow from a fleet's constants, in scenario time; those of the design for the reference. */
export interface FleetLimits {
  /** Of a drain, from the signal to the exit. */
  readonly exit: Duration
  /** From the stop signal to the drain notice: half of the wait that follows it, in which hosts are to leave, and 0.25 s at most. */
  readonly told: Duration
  /** From the drain notice to the close, at least: three quarters of the wait, which leaves the rest to stamps. */
  readonly given: Duration
  /** An entry of a drained relay: until it is cleared, from the moment at which the quickest host has left. */
  readonly stale: Duration
  /** Of a directory that answers late, but before a relay gives it up: a new connection takes a round trip or two before the first command. */
  readonly slowDirectory: Duration
  /** After somebody listens again: the longest delay, and half a second for the dial itself. */
  readonly reconnect: Duration
  /** The same after a dependency of the relay is back, which the relay has to notice first. */
  readonly heal: Duration
  /** After a loss that the relay survives: the first redial fails at worst, the second does not. */
  readonly redial: Duration
  /** Hosts that may go to another relay: one base delay from the notice on, and a margin of half of it. */
  readonly notice: Duration
  /** The same for their clients, from the stop signal on. */
  readonly handover: Duration
  /** Of silence: the watchdog's time and one look. */
  readonly detection: Duration
  /** From the detection to a registered tunnel: twice the base delay. */
  readonly detected: Duration
  /** In silence, but not long enough for a watchdog to have seen it. */
  readonly unnoticed: Duration
  /** Of the entries of a relay that is gone. */
  readonly expiry: Duration
  /** By how much a ping may be off its interval: a tenth of it. */
  readonly pingOff: Duration
  /** What an entry that is refreshed on every ping has left at least: its time, less an interval and half of one for the way. */
  readonly leftAtRefresh: Duration
  /** By how much an entry may be given another time than declared: a tenth of it. */
  readonly expiryOff: Duration
  /** A fifth of the stretch over which first redials are spread: an even spread puts a fifth of them into it. */
  readonly herdBucket: Duration
  /** Between two dials of a host. */
  readonly dialGap: Duration
  /** For so long a host must keep its new tunnel before it counts as back. */
  readonly hold: Duration
  /** Most dials of a host that has lost its tunnel and backs off as declared, within so long. */
  dials(within: Duration): number
  /** Most registrations of two hosts with one id that evict each other, within so long. */
  evictions(within: Duration): number
}

/** However long the wait, hosts are told at once, ms: half of the reference's own wait. */
const toldMost = relayConstants.drainWaitMs / 2

/** Share of the watchdog's time in which no host can have missed enough: each may have heard a probe just before the silence. */
const unnoticedShare = 0.9

type Timed = keyof Omit<FleetConstants, 'backoffFactorMin'>

/**
 * @param constants what is wanted
 * @param built how the programs are built: what they can be asked for without a mistake of theirs
 */
export function limitsOf(constants: FleetConstants, built = constants): FleetLimits {
  const of = (name: Timed) => parseDuration(constants[name])
  const asBuilt = (name: Timed) => parseDuration(built[name])
  return {
    get exit() {
      return constants.drain
    },
    get told() {
      return ms(Math.min(of('drainWait') / 2, toldMost))
    },
    get given() {
      return ms(0.75 * of('drainWait'))
    },
    get stale() {
      return ms(Math.max(0, of('drainWait') - of('backoffMin')) + 100)
    },
    get slowDirectory() {
      return ms(asBuilt('directoryDeadline') / 4)
    },
    get reconnect() {
      return ms(of('backoffCeiling') + 500)
    },
    get heal() {
      return ms(of('backoffCeiling') + 1_000)
    },
    get redial() {
      return ms(2.5 * of('backoffBase'))
    },
    get notice() {
      return ms(1.5 * of('backoffBase'))
    },
    get handover() {
      return ms(2 * of('backoffBase'))
    },
    get detection() {
      return ms(of('watchdog') + of('watchdogCheck'))
    },
    get detected() {
      return ms(2 * of('backoffBase'))
    },
    get unnoticed() {
      return ms(Math.round(unnoticedShare * asBuilt('watchdog')))
    },
    get expiry() {
      return ms(of('directoryTtl') + of('directorySweep'))
    },
    get pingOff() {
      return ms(of('pingInterval') / 10)
    },
    get leftAtRefresh() {
      return ms(of('directoryTtl') - 1.5 * of('pingInterval'))
    },
    get expiryOff() {
      return ms(of('directoryTtl') / 10)
    },
    get herdBucket() {
      return ms((of('backoffBase') - of('backoffMin')) / 5)
    },
    get dialGap() {
      return constants.backoffMin
    },
    get hold() {
      return ms(of('backoffBase'))
    },
    // One more, as a dial may be under way when the count begins.
    dials: (within) => quickestDials(parseDuration(within), constants) + 1,
    // The two first ones, and then each waits before it takes the tunnel back.
    evictions: (within) => often(within, of('replacedDelay')),
  }
}

/**
 * How many dials fit in when each delay is as short as it may be, the factor's minimum of base × 2^k up to the ceiling. Of the reference, from
 * the loss on: 0.5, 1.5, 3.5, then every 2.5 s: 6, 8.5 … 18.5 makes 9 in 20 s, and 43.5 makes 19 in 45 s. With a ceiling of 30 s:
 * 0.5, 1.5, 3.5, 7.5, 15.5, 30.5 makes 6 in 45 s.
 */
function quickestDials(withinMs: number, constants: FleetConstants): number {
  const ceiling = parseDuration(constants.backoffCeiling)
  const least = parseDuration(constants.backoffMin)
  let delay = parseDuration(constants.backoffBase)
  // Delays that may be nothing at all limit nothing.
  if (least === 0 && constants.backoffFactorMin === 0) return Number.POSITIVE_INFINITY
  let dials = 0
  for (let at = 0; ; dials++) {
    at += Math.max(least, constants.backoffFactorMin * Math.min(delay, ceiling))
    if (at > withinMs) return dials
    delay = Math.min(2 * delay, ceiling)
  }
}

const often = (within: Duration, everyMs: number) => Math.floor(parseDuration(within) / everyMs) + 2

/** Periods of the timers against which the moment of a fault is drawn. */
export interface FleetPhases {
  /** How often hosts look after their tunnels. */
  readonly short: Duration
  /** How often relays ping and sweep. */
  readonly long: Duration
}

/** The sum of durations, for waits that are made of a constant and a margin. */
export const sum = (...parts: readonly Duration[]): Duration =>
  ms(parts.reduce((total, part) => total + parseDuration(part), 0))

/** A share of a duration. */
export const share = (duration: Duration, of: number): Duration => ms(of * parseDuration(duration))
