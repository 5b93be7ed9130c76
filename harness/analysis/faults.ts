import { least } from '../extremes.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import { effectsIn } from './effects.ts'

/** One fault from its request to its end; moments in ns. */
export interface FaultLife {
  readonly id: string
  readonly fault: string
  readonly target: string
  readonly detail: string
  readonly colour: string
  readonly requestedAt: number
  readonly observedAt?: number
  /**
   * From here the fault counts as acting: the moment it was seen to, or that of its first effect after it was requested if
   * that came before (a stopped service drains before the exit that proves the stop).
   */
  readonly onset: number
  /** Healed; or, for a stopped service that nobody heals, the moment its target accepts connections again. */
  readonly endedAt?: number
}

/** All faults, in order of their first event. */
export const faultLives = perJournal((events): readonly FaultLife[] => {
  const losses = effectsIn(events)
  const lives = Map.groupBy(eventsOf(events, 'fault'), ({ id }) => id)
  return [...lives.values()].map((life) => lifeOf(life, losses, events))
})

/**
 * When what a window from `since` on looks at began: the onset of the fault that acts at `since`, which may have been seen to act
 * before a scenario came to open its window; without one, `since`.
 */
export function onsetBefore(events: readonly JournalEvent[], since: number): number {
  const acting = faultLives(events).filter(
    ({ onset, endedAt = Infinity }) => onset <= since && endedAt > since,
  )
  return acting.at(-1)?.onset ?? since
}

function lifeOf(
  life: readonly EventOf<'fault'>[],
  losses: readonly number[],
  events: readonly JournalEvent[],
): FaultLife {
  const [first] = life
  const seen = life.find(({ state }) => state === 'observed')
  const { id, fault, target, detail, colour } = seen ?? first!
  const requestedAt = first!.at
  const onset = least(
    losses.filter((at) => at >= requestedAt),
    seen?.at ?? requestedAt,
  )
  const ended =
    life.find(({ state, at }) => state === 'healed' && at >= onset)?.at ?? acceptsAgain(events, target, onset)
  return {
    id,
    fault,
    target,
    detail,
    colour,
    requestedAt,
    ...(seen && { observedAt: seen.at }),
    onset,
    ...(ended !== undefined && { endedAt: ended }),
  }
}

function acceptsAgain(events: readonly JournalEvent[], target: string, after: number): number | undefined {
  const again = eventsOf(events, 'service').find(
    ({ service, state, at }) => service === target && state === 'accepting' && at > after,
  )
  return again?.at
}
