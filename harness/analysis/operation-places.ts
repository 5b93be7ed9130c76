import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import type { Step } from '../metrics/operation-metrics.ts'
import { stampMs } from './moments.ts'
import { lateByMs } from './stalls.ts'

/** Where steps stand in time. */
export interface Places {
  /** Moment of each step, ns; no two are the same. */
  readonly of: ReadonlyMap<Step, number>
  /** By how much two moments may stand the wrong way round, ns. */
  readonly lateNs: number
}

/**
 * Lines of one service come in the order in which it logged them, also those of one moment. Those of several services are read from several
 * pipes, each of them late by up to a stamp and a stall of the harness.
 * @param isOne the steps that are to be compared
 */
export function placesOf(
  events: readonly JournalEvent[],
  isOne: (step: Step) => boolean,
  { since, until }: { readonly since: number; readonly until: number },
): Places {
  const steps = eventsOf(events, 'operation').filter(isOne)
  let last = -Infinity
  const of = new Map(
    steps.map((step) => {
      last = Math.max(step.at, last + FINEST_NS)
      return [step, last] as const
    }),
  )
  const services = new Set(steps.map(({ service }) => service))
  const lateMs = services.size > 1 ? stampMs(events) + lateByMs(events, ['harness'], since, until) : 0
  return { of, lateNs: lateMs * NS_PER_MS }
}

/** What keeps two moments apart. */
const FINEST_NS = 1

/** What any of an operation's steps says of it: the first one that does. */
export function saidOf(steps: readonly Step[], what: 'client' | 'value' | 'group'): string | undefined {
  return steps.find((step) => step[what] !== undefined)?.[what]
}

/** What an operation is done to, or among which others its order counts; where nothing says so, they are all of one group. */
export const groupOf = (steps: readonly Step[]): string => saidOf(steps, 'group') ?? ''

/** ` of x`, where there are groups. */
export const ofGroup = (group: string): string => (group === '' ? '' : ` of ${group}`)
