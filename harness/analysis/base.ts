import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { param } from './metric.ts'

/**
 * The steady state that metrics are held against, ns: from its proof to the moment at which the first fault was asked for. What came
 * before the proof is the cold start. Without a proof from the beginning, without a fault to the end of the journal.
 */
export function steadyStretch(events: readonly JournalEvent[]): { from: number; to: number } {
  const to = eventsOf(events, 'fault')[0]?.at ?? Infinity
  const proof = eventsOf(events, 'steady').find(({ when, ok, at }) => when === 'before' && ok && at <= to)
  return { from: proof?.at ?? -Infinity, to }
}

/** Events before the first fault was asked for, the cold start included. All of them when there was no fault. */
export function beforeFaults<E extends JournalEvent>(
  events: readonly JournalEvent[],
  some: readonly E[],
): E[] {
  const { to } = steadyStretch(events)
  return some.filter(({ at }) => at < to)
}

/** Events of the steady state before the first fault; the last one before its proof where none came after it. */
export function inSteadyState<E extends JournalEvent>(
  events: readonly JournalEvent[],
  some: readonly E[],
): E[] {
  const { from } = steadyStretch(events)
  const before = beforeFaults(events, some)
  const steady = before.filter(({ at }) => at >= from)
  return steady.length > 0 ? steady : before.slice(-1)
}

/**
 * Parameters of metrics that name the stretch they are held against. Where a scenario has clients come before its first fault, the steady
 * state contains them.
 */
export const baseParams = { baseFrom: param.moment.optional(), baseTo: param.moment.optional() }

/** Events of the base: those in [baseFrom, baseTo] where it is named, else those of the steady state. */
export function inBase<E extends JournalEvent>(
  events: readonly JournalEvent[],
  some: readonly E[],
  { baseFrom = 0, baseTo }: { readonly baseFrom?: number | undefined; readonly baseTo?: number | undefined },
): E[] {
  if (baseTo === undefined) return inSteadyState(events, some)
  return some.filter(({ at }) => at >= baseFrom && at <= baseTo)
}
