import { log } from '../relay/log.ts'
import type { DeliveryName, DeliveryState } from './wire.ts'

/** Logs what happened to a delivery, with this very moment. Written before the next step, so that a kill loses no line. */
export function note(
  { id, repository, sequence }: DeliveryName,
  state: DeliveryState,
  more: { readonly reason?: string; readonly attempt?: number } = {},
): void {
  log('delivery', { delivery: id, repository, sequence, state, ...more })
}
