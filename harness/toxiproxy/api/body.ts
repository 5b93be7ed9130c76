import { messageOf } from '../../errors.ts'
import { badBody } from './api-error.ts'
import { asFields, Decimal, type Fields } from './fields.ts'
import type { Call } from './router.ts'

/** The request's body as JSON. @throws ApiError 400 when it is none. */
export async function readJson(call: Call): Promise<unknown> {
  const text = await call.body()
  try {
    return JSON.parse(text, asWritten as (key: string, value: unknown) => unknown)
  } catch (error) {
    throw badBody(text.trim() === '' ? 'it is empty' : messageOf(error))
  }
}

/** The request's body as a JSON object. @throws ApiError 400 when it is none. */
export async function readFields(call: Call): Promise<Fields> {
  return asFields(await readJson(call), 'it')
}

/** Tells numbers as they were written. The third argument of a reviver is newer than its declaration. */
function asWritten(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  return typeof value === 'number' && /[.e]/i.test(source) ? new Decimal(value) : value
}
