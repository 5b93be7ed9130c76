import { type Duration, parseDuration } from '../../duration.ts'
import { MissingPartError } from '../../errors.ts'
import type { Target } from '../../targets/schema.ts'
import { type FleetConstants, limitsOf } from './constants.ts'
import { type FleetFacts, scheduleOf } from './facts.ts'

/** Below some fifty hosts effects of starting dominate, as with the reference. */
const startEffectsMs = 100

/** What a target declares, as scenarios ask for it. What it leaves out skips the scenario that asks. */
export function targetFacts({
  name,
  constants,
  closeCodes,
  drainMessage,
  drainFailed,
  directory,
  host,
}: Target): FleetFacts {
  const declared = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new MissingPartError(`target ${name} does not declare ${what}`)
    return value
  }
  const constant = (
    key: 'watchdog' | 'watchdogCheck' | 'directoryTtl' | 'directorySweep' | 'drainWait',
  ): Duration => declared(constants[key], `constants.${key}`)
  const all: FleetConstants = {
    pingInterval: constants.pingInterval,
    backoffBase: constants.backoffBase,
    backoffCeiling: constants.backoffCeiling,
    backoffMin:
      constants.backoffMin ?? `${constants.backoffFactorMin * parseDuration(constants.backoffBase)}ms`,
    backoffFactorMin: constants.backoffFactorMin,
    replacedDelay:
      constants.replacedDelay ?? `${constants.backoffFactorMin * parseDuration(constants.backoffCeiling)}ms`,
    directoryDeadline: constants.directoryDeadline,
    drain: constants.drain,
    get watchdog() {
      return constant('watchdog')
    },
    get watchdogCheck() {
      return constant('watchdogCheck')
    },
    get drainWait() {
      return constant('drainWait')
    },
    get directoryTtl() {
      return constant('directoryTtl')
    },
    get directorySweep() {
      return constant('directorySweep')
    },
  }
  return {
    constants: all,
    limits: limitsOf(all),
    schedule: scheduleOf(all),
    phases: {
      short: constants.watchdogCheck ?? constants.pingInterval,
      long: constants.directorySweep ?? constants.pingInterval,
    },
    closeCodes,
    get farewell() {
      return { lastMessage: declared(drainMessage, 'drainMessage'), closeCode: closeCodes.drain }
    },
    get drainFailed() {
      return declared(drainFailed, 'drainFailed')
    },
    dialWorkMs: (hosts) => Math.max(startEffectsMs, hosts * parseDuration(host.dialWork)),
    directoryBy: directory?.by ?? 'redis',
  }
}
