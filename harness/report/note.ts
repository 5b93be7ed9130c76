import type { Offender } from '../analysis/metric.ts'
import type { JudgedCheck } from '../analysis/recompute.ts'
import type { JournalEvent } from '../journal/events.ts'
import { Registry } from '../registry.ts'

/** What else a journal tells of one who broke a limit, in one line; undefined: nothing. */
export type Note = (
  offender: Offender,
  check: JudgedCheck,
  events: readonly JournalEvent[],
) => string | undefined

const registry = new Registry<Note>('note')

/**
 * Defines something that is said of each offender for whom there is an answer.
 * @throws UsageError when another file defines a note of this name
 */
export function defineNote(name: string, note: Note): void {
  registry.add(name, note)
}

export const notesOn: (...of: Parameters<Note>) => readonly string[] = (...of) =>
  registry.all().flatMap((note) => note(...of) ?? [])

/** The first of these parameters that is a moment. */
export function momentIn(params: JudgedCheck['params'], ...names: readonly string[]): number | undefined {
  return names.map((name) => params[name]).find((value) => typeof value === 'number')
}
