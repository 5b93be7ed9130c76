import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import type { JudgedCheck } from './recompute.ts'

/**
 * Whether a broken check stands even if something else is inconclusive. It does where
 * - the scenario had named it before the harness had trouble, so that all it speaks of had been seen by then;
 * - some fault had been asked for before, and was seen to act, or it was named before the first one;
 * - and it is no count that stays too low because another fault did not act: for a limit from below, every fault counts.
 */
export function isDefiniteFailure(check: JudgedCheck, events: readonly JournalEvent[]): boolean {
  if (check.verdict !== 'failed' || check.precondition) return false
  const namedAt = check.namedAt ?? Infinity
  if (eventsOf(events, 'trouble').some(({ phase, at }) => phase !== 'teardown' && at < namedAt)) return false
  const before = faultsBefore(events, namedAt)
  // It speaks of the steady state, which needs no fault.
  if (before.length === 0) return eventsOf(events, 'fault').length > 0
  const acted = before.map((life) => life.some(({ state }) => state === 'observed'))
  return wantsMore(check) ? acted.length > 0 && acted.every(Boolean) : acted.some(Boolean)
}

function faultsBefore(events: readonly JournalEvent[], moment: number): EventOf<'fault'>[][] {
  const lives = Map.groupBy(eventsOf(events, 'fault'), ({ id }) => id)
  return [...lives.values()].filter(([first]) => first!.at <= moment)
}

const wantsMore = ({ op, limit }: JudgedCheck) => op === '>=' || (op === '==' && limit !== 0)
