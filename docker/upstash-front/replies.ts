/** A reply of Redis as it comes, texts undecoded. */
export type Reply = Buffer | string | number | null | readonly Reply[]

/** How texts are written in an answer; `base64` for clients that ask for it, since JSON cannot hold every byte. */
export type Encoding = 'base64' | 'text'

/**
 * A reply as it stands in the JSON answer. A whole reply `OK` is the one text that is never encoded; within an array it is, because the
 * protocol's own client decodes every text there.
 */
export function encodeReply(reply: Reply, encoding: Encoding): unknown {
  return isText(reply) && String(reply) === 'OK' ? 'OK' : encodeItem(reply, encoding)
}

function encodeItem(reply: Reply, encoding: Encoding): unknown {
  if (isText(reply)) return Buffer.from(reply).toString(encoding === 'base64' ? 'base64' : 'utf8')
  if (reply === null || typeof reply === 'number') return reply
  return reply.map((item) => encodeItem(item, encoding))
}

function isText(reply: Reply): reply is Buffer | string {
  return typeof reply === 'string' || Buffer.isBuffer(reply)
}
