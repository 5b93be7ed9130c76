import { type Duration, MissingPartError, parseDuration } from '../../door.ts'
import { type FleetConstants, type FleetLimits, limitsOf } from './constants.ts'

/** Limits, alone or one after the other, that waits of scenarios are made of. */
const awaited: readonly (readonly (keyof FleetLimits)[])[] = [
  ['exit'],
  ['stale'],
  ['reconnect'],
  ['heal'],
  ['redial'],
  ['notice'],
  ['handover'],
  ['detection', 'detected'],
  ['expiry'],
]

/**
 * By how much waits must outlast the limits that are wanted, so that programs which are slower as built are seen to be slow, and not to be
 * away for ever.
 */
export function longerWait(built: FleetConstants, wanted: FleetConstants): Duration {
  const [slow, quick] = [limitsOf(built), limitsOf(wanted)]
  const more = awaited.map((names) =>
    names.reduce((sum, name) => sum + declaredMs(slow, name) - declaredMs(quick, name), 0),
  )
  const interval = parseDuration(built.pingInterval) - parseDuration(wanted.pingInterval)
  return `${Math.max(0, interval, ...more)}ms`
}

/** 0 for what a target does not declare: no scenario that needs it runs. */
function declaredMs(limits: FleetLimits, name: keyof FleetLimits): number {
  try {
    return parseDuration(limits[name] as Duration)
  } catch (error) {
    if (error instanceof MissingPartError) return 0
    throw error
  }
}
