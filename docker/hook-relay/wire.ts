import type { IncomingHttpHeaders } from 'node:http'

/** Headers of a webhook. */
export const idHeader = 'x-delivery'
export const repositoryHeader = 'x-repository'
/** Place among the deliveries of its repository, from 1. */
export const sequenceHeader = 'x-sequence'

/** One webhook on its way. The id is its idempotency key: the same id is the same delivery, however often it comes. */
export interface Delivery {
  readonly id: string
  readonly repository: string
  readonly sequence: number
  readonly body: string
}

/** Undefined when a header is missing or malformed. */
export function deliveryOf(headers: IncomingHttpHeaders, body: string): Delivery | undefined {
  const [id, repository] = [headers[idHeader], headers[repositoryHeader]]
  const sequence = Number(headers[sequenceHeader])
  if (typeof id !== 'string' || typeof repository !== 'string' || !Number.isInteger(sequence))
    return undefined
  return { id, repository, sequence, body }
}

export function headersOf({ id, repository, sequence }: Omit<Delivery, 'body'>): Record<string, string> {
  return { [idHeader]: id, [repositoryHeader]: repository, [sequenceHeader]: String(sequence) }
}

/**
 * What happened to a delivery; a log line with the message `delivery`, and the journal's event of that name.
 * accepted: acknowledged by the hop (or about to be) · kept: found in the queue by a hop that starts · attempt: an attempt began ·
 * failed: an attempt ended without success (reason) · delivered: the receiver said yes · dead: given up, kept in the dead-letter list with its reason · dropped: given
 * up and forgotten · effect: the receiver did what the webhook asks for · duplicate: the receiver knew the key already.
 */
export type DeliveryState =
  | 'accepted'
  | 'kept'
  | 'attempt'
  | 'failed'
  | 'delivered'
  | 'dead'
  | 'dropped'
  | 'effect'
  | 'duplicate'
