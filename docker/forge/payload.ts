import { createHmac } from 'node:crypto'
import type { Delivery } from '../hook-relay/wire.ts'

/** Known to the forge and to the receiver; no hop can sign anew. */
const secret = 'of the forge and the receiver'

/**
 * Body of a push event, as JSON or as a form, in turn, as forges offer both. Its JSON is such that writing it anew changes bytes: blanks,
 * escapes, a number with a fraction of nothing, letters beyond ASCII.
 * @param bytes size of the body
 */
export function payload(
  repository: string,
  sequence: number,
  bytes: number,
): Pick<Delivery, 'contentType' | 'signature' | 'body'> {
  const event = (commits: string) =>
    `{ "event": "push", "author": "Zo\\u00eb Ångström 日本", "score": 1.0,\n  "repository": "${repository}", "sequence": ${sequence}, "commits": "${commits}" }\n`
  const form = sequence % 2 === 0
  const written = (commits: string) =>
    Buffer.from(form ? `payload=${encodeURIComponent(event(commits))}` : event(commits))
  const body = written('x'.repeat(Math.max(0, bytes - written('').length)))
  return {
    contentType: form ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8',
    signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    body,
  }
}
