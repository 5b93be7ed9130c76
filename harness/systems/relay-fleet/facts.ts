import { closeCodes } from '../../../docker/relay/wire.ts'
import { type Duration, type Farewell, parseDuration } from '../../door.ts'
import {
  type FleetConstants,
  type FleetLimits,
  type FleetPhases,
  limitsOf,
  referenceConstants,
} from './constants.ts'
import type { DelaySchedule } from './metrics/delay-schedule.ts'
import { type PingTimeouts, pingTimeoutsOf } from './ping-timeouts.ts'

/** How the programs of a fleet behave and speak, as far as scenarios must know: declared, not observed. */
export interface FleetFacts {
  /** As the programs are built: what waits and faults go by. */
  readonly constants: FleetConstants
  /** As they are wanted to be, the same where nothing else is said: what checks go by. */
  readonly wanted: FleetConstants
  /** By how much waits outlast a limit, so that slow programs are seen to be slow. */
  readonly waitLonger: Duration
  readonly limits: FleetLimits
  readonly phases: FleetPhases
  /** How relays are made to give all their hosts up. @throws MissingPartError where a target does not say when they do */
  readonly pingTimeouts: PingTimeouts
  /** How hosts wait before they dial again, as declared. */
  readonly schedule: DelaySchedule
  readonly closeCodes: {
    /** The relay drains. */
    readonly drain: number
    /** The relay could not write the host into its directory. */
    readonly directoryFailed: number
  }
  /** What ends a tunnel of a relay that drains. @throws MissingPartError where a target does not say */
  readonly farewell: Farewell
  /** Code with which a relay without descriptors refuses a tunnel. @throws MissingPartError where a target does not say */
  readonly outOfDescriptors: number
  /** What a relay logs whose drain could not clear the directory. @throws MissingPartError where a target does not say */
  readonly drainFailed: DrainFailedWords
  /** What so many hosts that dial at once take, ms, as declared; for hosts that do not report their dials. */
  dialWorkMs?(hosts: number): number
  /** Dependency of a relay by which it reaches its directory. */
  readonly directoryBy: string
}

export interface DrainFailedWords {
  /** Part of the line. */
  readonly text: string
  /** And the reason in it, by what the directory did. */
  readonly refuses: string
  readonly errors: string
  readonly hangs: string
  /** So many lines after that line may hold the reason. Default 0. */
  readonly reasonWithin?: number
}

/** The reference with another deadline for its directory, or another wait in a drain. */
export function referenceFactsWith({
  directoryDeadline = referenceConstants.directoryDeadline,
  drainWait = referenceConstants.drainWait,
}: {
  readonly directoryDeadline?: Duration
  readonly drainWait?: Duration
}): FleetFacts {
  // How long a drain takes at most stays as declared, but for the longer wait.
  const longer = parseDuration(drainWait) - parseDuration(referenceConstants.drainWait)
  const drain = `${parseDuration(referenceConstants.drain) + longer}ms` as const
  const constants = { ...referenceConstants, directoryDeadline, drainWait, drain }
  return { ...referenceFacts, constants, wanted: constants, limits: limitsOf(constants) }
}

/** What the constants say of it; what sets the counter back is known of the reference only. */
export const scheduleOf = (
  { backoffBase, backoffCeiling, backoffFactorMin, backoffMin }: FleetConstants,
  resets?: DelaySchedule['resets'],
): DelaySchedule => ({
  baseMs: parseDuration(backoffBase),
  ceilingMs: parseDuration(backoffCeiling),
  factorMin: backoffFactorMin,
  leastMs: parseDuration(backoffMin),
  ...(resets ? { resets } : {}),
})

export const referenceFacts: FleetFacts = {
  constants: referenceConstants,
  wanted: referenceConstants,
  waitLonger: '0ms',
  limits: limitsOf(referenceConstants),
  schedule: scheduleOf(referenceConstants, {
    drainCode: closeCodes.drain,
    replacedCode: closeCodes.replaced,
  }),
  pingTimeouts: {
    ...pingTimeoutsOf(referenceConstants),
    logged: 'ping timeout',
    close: { code: closeCodes.goingAway, reason: 'ping timeout' },
  },
  phases: { short: referenceConstants.watchdogCheck, long: referenceConstants.pingInterval },
  closeCodes: { drain: closeCodes.drain, directoryFailed: closeCodes.directoryFailed },
  farewell: { lastMessage: '{"type":"drain","reason":"deploy"}', closeCode: closeCodes.drain },
  outOfDescriptors: closeCodes.outOfDescriptors,
  drainFailed: {
    text: 'drain failed',
    refuses: 'not connected',
    errors: 'NOREPLICAS',
    hangs: 'no answer before the deadline',
  },
  directoryBy: 'redis',
}
