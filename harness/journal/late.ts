import type { JournalEvent } from './events.ts'

/** Weak, so that what is noted goes with its journal. */
const late = new WeakSet<JournalEvent>()

/**
 * Notes the events that reached their journal after its last check, though they happened before it: a probe's end that was still in
 * a pipe. The checks did not see them, and once the events are sorted by moment nothing else tells.
 * @param arrived in the order in which they were written
 */
export function noteLate(arrived: readonly JournalEvent[]): void {
  const last = arrived.findLastIndex(({ kind }) => kind === 'check')
  if (last === -1) return
  const { at } = arrived[last]!
  for (let i = last + 1; i < arrived.length; i++) if (arrived[i]!.at <= at) late.add(arrived[i]!)
}

export const isLate = (event: JournalEvent): boolean => late.has(event)
