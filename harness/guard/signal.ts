import type { z } from 'zod'
import type { JournalEvent } from '../journal/events.ts'

/** What is known at a moment. */
export interface Seen {
  readonly value: number | null
  /** Of the value, where it shows only when it is computed. */
  readonly unit?: string
  /** Why there is none. */
  readonly reason?: string
}

/** Follows a journal as it grows, and gives the value of this moment. */
export interface Watching {
  take(event: JournalEvent): void
  /** @param at monotonic ns */
  value(at: number): Seen
}

/** What a watch is told of the execution. */
export interface Surroundings {
  /** Real time = the system's own time × factor. */
  readonly factor: number
  /** Clients that should be connected. */
  readonly clients: number
}

/** Units of signals; a limit is written in one of them. */
export type Unit = '%' | 'ms' | 'MB' | 'sockets' | 'descriptors'

/** Something that a guard holds a limit against, kept up to date event by event. One signal, one file. */
export interface Signal<S extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly unit: Unit
  /** What its value is, in words. */
  about(params: z.output<S>): string
  readonly params: S
  watch(params: z.output<S>, surroundings: Surroundings): Watching
  /** What has to be looked at for it, where nobody does: sockets, descriptors and memory of services. */
  readonly looksAtServices?: true
}

/** Only gives a signal its types. */
export const signal = <S extends z.ZodObject>(one: Signal<S>): Signal => one as unknown as Signal

export const notSeen = (reason: string): Seen => ({ value: null, reason })
