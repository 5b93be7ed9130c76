import type { Delivery } from './wire.ts'

/** What takes deliveries from the forge. */
export interface Hop {
  /** Resolves with the status to answer. @throws when the delivery cannot be taken; it is not acknowledged then */
  take(delivery: Delivery): Promise<number>
}
