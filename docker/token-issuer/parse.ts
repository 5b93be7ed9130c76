// Not `{ z }`, which would bring the messages of fifty languages into the bundle.
import * as z from 'zod'
import type { MintRequest } from './wire.ts'

const schema: z.ZodType<MintRequest> = z.strictObject({
  subject: z.string().exactOptional(),
  claims: z.record(z.string(), z.unknown()).exactOptional(),
  issuer: z.string().exactOptional(),
  audience: z.union([z.string(), z.array(z.string())]).exactOptional(),
  expiresIn: z.union([z.int(), z.string()]).exactOptional(),
})

/** @throws Error that names the field which does not fit. */
export function parseMintRequest(value: unknown): MintRequest {
  const { data, error } = schema.safeParse(value)
  if (data) return data
  throw new Error(z.prettifyError(error!))
}
