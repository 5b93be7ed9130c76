import { type EventOf, eventsOf, type JournalEvent } from '../../journal/events.ts'
import { perJournal } from '../../journal/per-journal.ts'
import { type FaultLife, faultLives } from '../faults.ts'
import { detectionsOf, type Noticed } from '../impact/detection.ts'
import { msBetween } from '../moments.ts'

/** Something that somebody did or wrote; `ms` after the steady state, real time. */
export interface Entry {
  readonly ms: number
  /** Empty: the harness. */
  readonly by: string
  readonly text: string
}

/** What somebody said after a fault, real ms after it was injected. */
export interface Said {
  readonly by: string
  readonly text: string
  readonly afterMs: number
}

/** A fault that somebody, or the plan, injected. */
export interface InjectionRecord extends Entry {
  readonly expect?: string
  readonly hidden: boolean
  /** How it was seen to act; absent: it was not. */
  readonly evidence?: string
  /** How long it lasted, real ms; absent: to the end. */
  readonly lastedMs?: number
  /** Which of the system's own signs came first. */
  readonly sign?: Noticed
  /** The first mark or note of anybody else. */
  readonly noticed?: Said
  /** The first of them that names where it was, or what it was. */
  readonly named?: Said
}

/** Who did what in a game-day by hand. */
export interface GameDayRecord {
  readonly injections: readonly InjectionRecord[]
  /** All that people did and wrote, in order of time. */
  readonly entries: readonly Entry[]
}

/** undefined: nobody did anything by hand. */
export const gameDayRecord = perJournal((events): GameDayRecord | undefined => {
  const deeds = eventsOf(events, 'game-day')
  const marks = eventsOf(events, 'mark').filter(({ by }) => by !== undefined)
  if (deeds.length === 0 && marks.length === 0) return undefined
  const zero = eventsOf(events, 'steady')[0]?.at ?? events[0]!.at
  const said = [
    ...marks.map(({ at, by = '', name }) => ({ at, by, text: name, said: name })),
    ...deeds.map(({ at, by, did, text }) => ({ at, by, text, said: did === 'note' ? text : undefined })),
  ].toSorted((a, b) => a.at - b.at)
  const lives = faultLives(events)
  return {
    injections: deeds
      .filter(({ did }) => did === 'inject')
      .map((deed) => injectionOf(deed, { zero, lives, said, events })),
    entries: said.map(({ at, by, text }) => ({ ms: msBetween(zero, at), by, text })),
  }
})

interface Around {
  readonly zero: number
  readonly lives: readonly FaultLife[]
  readonly said: readonly { readonly at: number; readonly by: string; readonly said: string | undefined }[]
  readonly events: readonly JournalEvent[]
}

function injectionOf(deed: EventOf<'game-day'>, { zero, lives, said, events }: Around): InjectionRecord {
  const { at, by, text, expect, faults = [], injection, hidden = false } = deed
  const index = lives.findIndex(({ id }) => faults.includes(id))
  const life = lives[index]
  const sign = index === -1 ? undefined : detectionsOf(events)[index]?.noticed[0]
  const others = said.flatMap((one) =>
    one.said !== undefined && one.at > at && one.by !== by
      ? [{ by: one.by, text: one.said, afterMs: msBetween(at, one.at) }]
      : [],
  )
  const words = injection ? wordsOf(injection) : []
  const named = others.find((one) => words.some((word) => one.text.toLowerCase().includes(word)))
  return {
    ...{ ms: msBetween(zero, at), by, text, hidden },
    ...(expect !== undefined && { expect }),
    ...(life?.observedAt !== undefined && { evidence: life.detail }),
    ...(life?.endedAt !== undefined && { lastedMs: msBetween(life.onset, life.endedAt) }),
    ...(sign && { sign }),
    ...(others[0] && { noticed: others[0] }),
    ...(named && { named }),
  }
}

/** Whoever says one of these has found out where it is: the service, either end of the link, or the fault itself. */
const wordsOf = ({ fault, target }: { readonly fault: string; readonly target: string }) =>
  [fault, target, ...target.split('-').filter((part) => part.length > 2)].map((word) => word.toLowerCase())
