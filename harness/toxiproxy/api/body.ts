import type { Context } from 'hono'
import { messageOf } from '../../errors.ts'
import { badBody } from './api-error.ts'
import { asFields, type Fields } from './fields.ts'

/** The request's body as JSON. @throws ApiError 400 when it is none. */
export async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badBody(text.trim() === '' ? 'it is empty' : messageOf(error))
  }
}

/** The request's body as a JSON object. @throws ApiError 400 when it is none. */
export async function readFields(context: Context): Promise<Fields> {
  return asFields(await readJson(context), 'it')
}
