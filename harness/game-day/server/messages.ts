import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import type { Request } from '../protocol.ts'

/** Bytes of a message from a viewer; a note and all parameters of a fault are far less. */
export const MESSAGE_MAX = 64 * 1024

const by = z.string().max(100)
const name = z.string().min(1).max(200)

const command = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('inject'),
    by,
    fault: name,
    target: name,
    parameters: z.record(z.string().max(100), z.string().max(1_000)),
    for: z.string().max(20).optional(),
    expect: z.string().max(2_000).optional(),
  }),
  z.strictObject({ do: z.literal('heal'), by, id: name.optional() }),
  z.strictObject({ do: z.literal('mark'), by, text: z.string() }),
  z.strictObject({ do: z.literal('note'), by, text: z.string() }),
  z.strictObject({ do: z.literal('status'), by }),
  z.strictObject({ do: z.literal('end'), by }),
])

const request = z.strictObject({ type: z.literal('command'), id: z.number().int(), command })

/** A message of a viewer or a command. @throws UsageError that says what is wrong with it */
export function readRequest(text: string): Request {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError('that is not JSON')
  }
  const parsed = request.safeParse(value)
  if (parsed.success) return parsed.data as Request
  const { path, message } = parsed.error.issues[0]!
  throw new UsageError(`${path.join('.') || 'message'}: ${message}`)
}

/** The id of a message that is wrong in another place, so that its sender hears of it. */
export function idOf(text: string): number {
  try {
    const id = (JSON.parse(text) as { id?: unknown } | null)?.id
    return typeof id === 'number' ? id : -1
  } catch {
    return -1
  }
}
