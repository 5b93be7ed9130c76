import { badBody } from './api-error.ts'

/** A JSON object of a request, its fields not yet checked. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * The object with its names in lower case: the original takes them however they are written.
 * @throws ApiError 400 when `value` is not a JSON object.
 */
export function asFields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badBody(`${what} must be a JSON object, got ${shown(value)}`)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]))
}

/** The field's text, or `fallback` where it is absent or null. @throws ApiError 400 on another type. */
export function textField(fields: Fields, name: string, fallback: string): string {
  const value = fields[name] ?? fallback
  if (typeof value !== 'string') throw badBody(`${name} must be a string, got ${shown(value)}`)
  return value
}

/** As `textField`, for true or false. */
export function flagField(fields: Fields, name: string, fallback: boolean): boolean {
  const value = fields[name] ?? fallback
  if (typeof value !== 'boolean') throw badBody(`${name} must be true or false, got ${shown(value)}`)
  return value
}

/** As `textField`, for a probability. */
export function probabilityField(fields: Fields, name: string, fallback: number): number {
  const value = fields[name] ?? fallback
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw badBody(`${name} must be a number from 0 to 1, got ${shown(value)}`)
  return value
}

/** A value of a request as an error message shows it: its JSON, shortened. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 60 ? `${json.slice(0, 57)}...` : json
}
