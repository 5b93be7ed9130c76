import type { EventOf, JournalEvent } from '../../door.ts'
import { HOP, Waiting } from './analysis/deliveries.ts'

/** What a hop reports of its deliveries. Without attempts, what it has taken counts as being under way. */
interface Told {
  readonly tellsKept: boolean
  readonly tellsAttempts: boolean
}

/** Where every delivery stands, from the events so far; what waits look at. Metrics come from the journal alone. */
export class DeliveryTracker {
  /** Deliveries that the forge knows to have been taken, by id. */
  readonly acknowledged = new Set<string>()
  /** Deliveries that the receiver acted on, by id. */
  readonly effects = new Set<string>()
  /** Deliveries in the order in which the receiver acted on them, each as often as it did. */
  readonly acted: string[] = []
  /** Deliveries taken by the hop and not ended. */
  readonly waiting: Waiting
  /** Deliveries of which an attempt is under way, by id. */
  readonly open = new Set<string>()
  /** Deliveries that the forge knows to have been taken, and of which no attempt has begun, by id. */
  readonly untried = new Set<string>()
  readonly #tried = new Set<string>()
  readonly #told: Told
  /** How many the forge was told no about, or nothing. */
  refused = 0
  /** Attempts that have begun. */
  attempts = 0
  /** How many the hop gave up. */
  givenUp = 0

  constructor(told: Told = { tellsKept: true, tellsAttempts: true }) {
    this.#told = told
    this.waiting = new Waiting(told)
  }

  /** Whether the hop is at a delivery, with so many besides that were acknowledged and that nobody has attempted yet. */
  isMidDelivery(queued: number): boolean {
    return this.#told.tellsAttempts
      ? this.open.size > 0 && this.untried.size >= queued
      : this.waiting.size > queued
  }

  take(event: JournalEvent): void {
    this.waiting.take(event)
    if (event.kind === 'probe' && event.ok && event.id !== undefined) this.#acknowledge(event.id)
    else if (event.kind === 'probe' && !event.ok) this.refused++
    else if (event.kind === 'delivery') this.#takeDelivery(event)
    // Nothing is under way in a process that has ended.
    else if (event.kind === 'service' && event.service === HOP && event.state === 'exited') this.open.clear()
  }

  #acknowledge(id: string): void {
    this.acknowledged.add(id)
    if (!this.#tried.has(id)) this.untried.add(id)
  }

  #takeDelivery({ delivery, state }: EventOf<'delivery'>): void {
    switch (state) {
      case 'attempt':
        this.attempts++
        this.open.add(delivery)
        this.#tried.add(delivery)
        this.untried.delete(delivery)
        break
      case 'failed':
        this.open.delete(delivery)
        break
      case 'effect':
        this.acted.push(delivery)
        this.effects.add(delivery)
        break
      case 'duplicate':
        this.effects.add(delivery)
        break
      case 'dead':
      case 'dropped':
        this.givenUp++
        this.open.delete(delivery)
        break
      case 'delivered':
        this.open.delete(delivery)
    }
  }
}
