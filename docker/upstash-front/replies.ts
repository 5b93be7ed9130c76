/** A reply of Redis as it comes, texts undecoded. */
export type Reply = Buffer | string | number | null | readonly Reply[]

/** How texts are written in an answer; `base64` for clients that ask for it, since JSON cannot hold every byte. */
export type Encoding = 'base64' | 'text'

/** A reply as it stands in the JSON answer. `OK` is the one text that is never encoded. */
export function encodeReply(reply: Reply, encoding: Encoding): unknown {
  if (reply === null || typeof reply === 'number') return reply
  if (Array.isArray(reply)) return reply.map((item) => encodeReply(item, encoding))
  const bytes = Buffer.from(reply as Buffer | string)
  return encoding === 'text' || bytes.equals(ok) ? bytes.toString() : bytes.toString('base64')
}

const ok = Buffer.from('OK')
