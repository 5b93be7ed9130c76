import type { EventKind, JournalEvent } from './events.ts'

/** The events of a journal that a reader keeps, in the order in which they were written. */
export interface KeptEvents {
  readonly events: readonly JournalEvent[]
  /** @param bytes of its line @param line from 1 */
  add(event: JournalEvent, bytes: number, line: number): void
  /** 0 for an event that is not kept. */
  lineOf(event: JournalEvent): number
  /** How many are not kept, by their kinds. */
  readonly leftOut: ReadonlyMap<EventKind, number>
}

export class AllEvents implements KeptEvents {
  readonly events: JournalEvent[] = []
  readonly leftOut = new Map<EventKind, number>()

  add(event: JournalEvent): void {
    this.events.push(event)
  }

  lineOf(event: JournalEvent): number {
    // Every line but a cut off last one is an event.
    return this.events.indexOf(event) + 1
  }
}

/** A journal of any size has this little of a kind, or none of it is kept: 40 kinds together take some hundred MB at most. */
const KIND_BYTES_MAX = 4 * 1024 * 1024

/** Without these nothing can be said of a journal; there are few of them. */
const always: ReadonlySet<EventKind> = new Set(['header', 'phase', 'fault', 'check', 'verdict'])

/** Keeps the kinds of which there is little, so that a journal of any size fits into memory. */
export class FewEvents implements KeptEvents {
  #kept: { readonly event: JournalEvent; readonly line: number }[] = []
  readonly #bytes = new Map<EventKind, number>()
  readonly leftOut = new Map<EventKind, number>()

  get events(): readonly JournalEvent[] {
    return this.#kept.map(({ event }) => event)
  }

  add(event: JournalEvent, bytes: number, line: number): void {
    const { kind } = event
    const left = this.leftOut.get(kind)
    if (left !== undefined) {
      this.leftOut.set(kind, left + 1)
      return
    }
    const total = (this.#bytes.get(kind) ?? 0) + bytes
    this.#bytes.set(kind, total)
    this.#kept.push({ event, line })
    if (total > KIND_BYTES_MAX && !always.has(kind)) this.#leaveOut(kind)
  }

  lineOf(event: JournalEvent): number {
    return this.#kept.find((one) => one.event === event)?.line ?? 0
  }

  #leaveOut(kind: EventKind): void {
    const others = this.#kept.filter(({ event }) => event.kind !== kind)
    this.leftOut.set(kind, this.#kept.length - others.length)
    this.#kept = others
  }
}
