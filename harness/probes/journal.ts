import type { NewEvent } from '../journal/events.ts'

/** What the probes need of a journal. */
export interface ProbeJournal {
  append(event: NewEvent): void
  /** Whole lines of finished events, each with its newline. */
  appendRaw(lines: string): void
}
