import { messageOf } from '../../errors.ts'
import { badBody } from './api-error.ts'
import { asFields, type Fields } from './fields.ts'
import type { Call } from './router.ts'

/** The request's body as JSON. @throws ApiError 400 when it is none. */
export async function readJson(call: Call): Promise<unknown> {
  const text = await call.body()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badBody(text.trim() === '' ? 'it is empty' : messageOf(error))
  }
}

/** The request's body as a JSON object. @throws ApiError 400 when it is none. */
export async function readFields(call: Call): Promise<Fields> {
  return asFields(await readJson(call), 'it')
}
