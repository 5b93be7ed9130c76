import { type Duration, MissingPartError, parseDuration } from '../../door.ts'
import { type FleetConstants, limitsOf } from './constants.ts'
import { type FleetFacts, scheduleOf } from './facts.ts'
import { pingTimeoutsOf } from './ping-timeouts.ts'
import type { RelayTarget } from './target/schema.ts'
import { sharedOf } from './target-values.ts'
import { longerWait } from './wait-longer.ts'

/** Below some fifty hosts effects of starting dominate, as with the reference. */
const startEffectsMs = 100

/** What a target declares, as scenarios ask for it. What it leaves out skips the scenario that asks. */
export function targetFacts(target: RelayTarget): FleetFacts {
  const { closeCodes, constants, directory, host } = target
  const built = declaredConstants(target, constants)
  const wanted = declaredConstants(target, { ...constants, ...given(target.limits) })
  return {
    constants: built,
    wanted,
    limits: limitsOf(wanted, built),
    waitLonger: longerWait(built, wanted),
    schedule: scheduleOf(wanted),
    get pingTimeouts() {
      return pingTimeoutsOf({ ...constants, pingTimeout: built.pingTimeout })
    },
    phases: {
      short: constants.watchdogCheck ?? constants.pingInterval,
      long: constants.directorySweep ?? constants.pingInterval,
    },
    closeCodes,
    get farewell() {
      return {
        lastMessage: declared(target, target.drainMessage, 'drainMessage'),
        closeCode: closeCodes.drain,
      }
    },
    get outOfDescriptors() {
      return declared(target, target.closeCodes.outOfDescriptors, 'closeCodes.outOfDescriptors')
    },
    get drainFailed() {
      return declared(target, target.drainFailed, 'drainFailed')
    },
    dialWorkMs: (hosts) => Math.max(startEffectsMs, hosts * parseDuration(host.dialWork)),
    directoryBy: directory?.by ?? 'redis',
  }
}

function declared<T>({ name }: RelayTarget, value: T | undefined, what: string): T {
  if (value === undefined) throw new MissingPartError(`target ${name} does not declare ${what}`)
  return value
}

/** What a configuration leaves undefined is not given. */
const given = (limits: RelayTarget['limits'] = {}) =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Partial<
    RelayTarget['constants']
  >

function declaredConstants(target: RelayTarget, constants: RelayTarget['constants']): FleetConstants {
  const { backoffBase, backoffCeiling, backoffFactorMin } = constants
  const constant = (
    key: 'pingTimeout' | 'watchdog' | 'watchdogCheck' | 'directoryTtl' | 'directorySweep' | 'drainWait',
  ): Duration => declared(target, constants[key], `constants.${key}`)
  return {
    pingInterval: constants.pingInterval,
    backoffBase,
    backoffCeiling,
    backoffMin: constants.backoffMin ?? `${backoffFactorMin * parseDuration(backoffBase)}ms`,
    backoffFactorMin,
    replacedDelay: constants.replacedDelay ?? `${backoffFactorMin * parseDuration(backoffCeiling)}ms`,
    directoryDeadline: constants.directoryDeadline,
    drain: constants.drain,
    get pingTimeout() {
      return constant('pingTimeout')
    },
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
}

/** What a reader of the report must know of a target. */
export const remarksOf = (target: RelayTarget): string[] => [
  ...wantedRemarks(target),
  ...sharedOf(target).map(
    (name) => `${name} has one link for all that call it: a fault on it meets all of them`,
  ),
]

/** Of a target whose limits are not how it is built. */
export function wantedRemarks({
  constants,
  limits = {},
}: Pick<RelayTarget, 'constants' | 'limits'>): string[] {
  const built: Record<string, unknown> = constants
  return Object.entries(limits).flatMap(([name, wanted]) =>
    wanted === undefined || wanted === built[name]
      ? []
      : [`${name}: ${wanted} wanted, ${built[name] ?? 'not declared'} as built`],
  )
}
