import type { IncomingMessage } from 'node:http'

/** Largest request body that is kept in memory. */
export const bodyLimitBytes = 1024 * 1024

/** The body of a request; undefined when it is larger than the limit (what is left is read and dropped). */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= bodyLimitBytes) chunks.push(chunk)
  }
  return size > bodyLimitBytes ? undefined : Buffer.concat(chunks)
}
