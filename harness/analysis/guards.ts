import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

/** How near an execution came to a guard. */
export interface GuardResult {
  /** As it is written: `failed < 50 %`. */
  readonly guard: string
  /** What its value is, in words. */
  readonly about: string
  readonly op: EventOf<'guard'>['op']
  /** Real time for a duration. */
  readonly limit: number
  readonly unit: string
  /** `not observed`: there never was a value, so that nothing was guarded. */
  readonly verdict: 'kept' | 'passed' | 'not observed'
  /** The value that came nearest to the limit, or passed it by most. */
  readonly nearest: number | null
  /** When that was, real ms since the journal began. */
  readonly nearestAtMs?: number
  /** The part of the limit that was left then, from 0 to 1; negative: past it. null: the limit leaves no room for a share. */
  readonly spare: number | null
  /** How often it was looked at, and how often there was a value. */
  readonly looks: number
  readonly seen: number
  /** Why there was none. */
  readonly reason?: string
}

/** How an execution was stopped. */
export interface StopResult {
  readonly by: EventOf<'stopped'>['by']
  readonly reason: string
  /** Real ms since the journal began. */
  readonly atMs: number
  readonly guard?: string | undefined
  readonly observed?: number | undefined
  readonly limit?: number | undefined
  readonly unit?: string | undefined
  /** The faults that were open, and after how long each was healed, real ms; null: that is not journaled. */
  readonly healed: readonly { readonly fault: string; readonly afterMs: number | null }[]
}

export function guardResults(events: readonly JournalEvent[]): GuardResult[] {
  return eventsOf(events, 'guard').map((event) => {
    const { guard, about, op, limit, unit, worst, worstAt, looks, seen, fired, reason } = event
    return {
      ...{ guard, about, op, limit, unit, nearest: worst, looks, seen },
      verdict: worst === null ? 'not observed' : fired ? 'passed' : 'kept',
      ...(worstAt !== undefined && { nearestAtMs: sinceBegin(events, worstAt) }),
      spare: worst === null ? null : spareOf(op, worst, limit),
      ...(reason !== undefined && { reason }),
    }
  })
}

export function stopResult(events: readonly JournalEvent[]): StopResult | undefined {
  const stopped = eventsOf(events, 'stopped')[0]
  if (!stopped) return undefined
  const { kind: _, at, healing, ...rest } = stopped
  const faults = eventsOf(events, 'fault').filter(({ state }) => state === 'healed')
  const healed = healing.map((fault) => {
    const end = faults.find(({ id }) => id === fault)
    return { fault, afterMs: end ? Math.max(0, (end.at - at) / NS_PER_MS) : null }
  })
  return { ...rest, atMs: sinceBegin(events, at), healed }
}

const sinceBegin = (events: readonly JournalEvent[], at: number) => (at - (events[0]?.at ?? at)) / NS_PER_MS

function spareOf(op: EventOf<'guard'>['op'], value: number, limit: number): number | null {
  if (limit === 0) return null
  const spare = (limit - value) / Math.abs(limit)
  return op === '<' || op === '<=' ? spare : -spare
}
