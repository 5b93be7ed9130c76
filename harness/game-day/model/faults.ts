import type { EventOf } from '../../journal/events.ts'
import type { LiveFault } from '../protocol.ts'

/** What is known of a fault besides its own events. */
export interface Injected {
  readonly by: string
  readonly hidden: boolean
}

const nobody: Injected = { by: '', hidden: false }

/** A fault after an event of it. @param at ms */
export function faultAfter(
  before: LiveFault | undefined,
  { id, fault, target, state, detail, colour }: EventOf<'fault'>,
  at: number,
  { by, hidden }: Injected = before ?? nobody,
): LiveFault {
  const base = before ?? { id, fault, target, state: 'requested', detail, colour, by, from: at, hidden }
  // It may be looked at once more when it is healed: the moment at which it was first seen stays.
  if (state === 'acting')
    return {
      ...base,
      state: 'observed',
      detail: `${detail}; how much is proven when it is healed`,
      observedAt: at,
    }
  if (state === 'observed') return { ...base, state: 'observed', detail, observedAt: base.observedAt ?? at }
  if (state !== 'healed') return base
  const wasSeen = base.observedAt !== undefined && detail === ''
  const { due: _, ...rest } = base
  return { ...rest, state: wasSeen ? 'healed' : 'gone', detail: detail || base.detail, until: at }
}
