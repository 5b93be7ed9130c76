import type { EventOf, JournalEvent } from '../../journal/events.ts'
import { HOP, Waiting } from './analysis/deliveries.ts'

/** Where every delivery stands, from the events so far; what waits look at. Metrics come from the journal alone. */
export class DeliveryTracker {
  /** Deliveries that the forge knows to have been taken, by id. */
  readonly acknowledged = new Set<string>()
  /** Deliveries that the receiver acted on, by id. */
  readonly effects = new Set<string>()
  /** Deliveries taken by the hop and not ended. */
  readonly waiting = new Waiting()
  /** Deliveries of which an attempt is under way, by id. */
  readonly open = new Set<string>()
  /** Deliveries that the forge knows to have been taken, and of which no attempt has begun, by id. */
  readonly untried = new Set<string>()
  readonly #tried = new Set<string>()
  /** How many the forge was told no about, or nothing. */
  refused = 0
  /** Attempts that have begun. */
  attempts = 0
  /** How many the hop gave up. */
  givenUp = 0

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
