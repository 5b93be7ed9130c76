import { connect } from 'node:net'
import type { Address } from './runtime.ts'

/** A question in a server's own protocol, and what its answer looks like. */
export interface Question {
  /** The protocol, for messages: `PostgreSQL`. */
  readonly protocol: string
  /** What is sent as soon as the connection stands; nothing where the server speaks first. */
  readonly send: string | Uint8Array
  /** Looks at all that has come so far; undefined: more must come. */
  readonly judge: (answer: Buffer) => boolean | undefined
}

/** A server that answers needs milliseconds; one that has not by then is asked again. */
const ANSWER_MS = 1_000

/** More than any of these answers needs. */
const ANSWER_BYTES_MAX = 65_536

/** Whether a server gives a good answer now, on a connection of its own. Never rejects. */
export function isAnswering(
  { host, port }: Address,
  { send, judge }: Question,
  signal?: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    let answer = Buffer.alloc(0)
    const settle = (good: boolean) => {
      clearTimeout(limit)
      signal?.removeEventListener('abort', give)
      socket.destroy()
      resolve(good)
    }
    const give = () => settle(false)
    const limit = setTimeout(give, ANSWER_MS)
    signal?.addEventListener('abort', give, { once: true })
    socket.on('error', give).on('close', give)
    socket.on('connect', () => void socket.write(send))
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk])
      const good = judge(answer)
      if (good !== undefined || answer.length > ANSWER_BYTES_MAX) settle(good ?? false)
    })
  })
}
