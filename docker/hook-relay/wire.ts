import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Headers of a webhook. */
export const idHeader = 'x-delivery'
export const repositoryHeader = 'x-repository'
/** Place among the deliveries of its repository, from 1. */
export const sequenceHeader = 'x-sequence'
/** HMAC of the body's bytes, as forges sign: whoever changes a byte breaks it. */
export const signatureHeader = 'x-hub-signature-256'

/** What names a delivery. The id is its idempotency key: the same id is the same delivery, however often it comes. */
export interface DeliveryName {
  readonly id: string
  readonly repository: string
  readonly sequence: number
}

/** One webhook on its way: what is passed on as it came. */
export interface Delivery extends DeliveryName {
  readonly contentType: string
  readonly signature: string
  /** The bytes, whatever they are. */
  readonly body: Buffer
}

/** Undefined when a header is missing or malformed. */
export function deliveryOf(headers: IncomingHttpHeaders, body: Buffer): Delivery | undefined {
  const [id, repository] = [headers[idHeader], headers[repositoryHeader]]
  const sequence = Number(headers[sequenceHeader])
  if (typeof id !== 'string' || typeof repository !== 'string' || !Number.isInteger(sequence))
    return undefined
  const contentType = headers['content-type'] ?? ''
  return { id, repository, sequence, contentType, signature: String(headers[signatureHeader] ?? ''), body }
}

export function headersOf({
  id,
  repository,
  sequence,
  contentType,
  signature,
}: Omit<Delivery, 'body'>): Record<string, string> {
  return {
    [idHeader]: id,
    [repositoryHeader]: repository,
    [sequenceHeader]: String(sequence),
    [signatureHeader]: signature,
    'content-type': contentType,
  }
}

/** What has to arrive as it was sent, in 16 characters: body, content type and signature. */
export const digestOf = ({ contentType, signature, body }: Delivery): string =>
  createHash('sha256').update(`${contentType}\n${signature}\n`).update(body).digest('hex').slice(0, 16)

/** A delivery as text for a store, and back. */
export const toText = (delivery: Delivery, more: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ ...delivery, body: delivery.body.toString('base64'), ...more })
export function ofText(text: string): Delivery {
  const stored = JSON.parse(text) as Omit<Delivery, 'body'> & { readonly body: string }
  return { ...stored, body: Buffer.from(stored.body, 'base64') }
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
