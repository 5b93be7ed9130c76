import { badBody } from './api-error.ts'

/** A JSON object of a request, its fields not yet checked. */
export type Fields = Readonly<Record<string, unknown>>

/** A number written with a point or an exponent: as a whole number the original refuses it, with any value. */
export class Decimal {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  toJSON(): number {
    return this.value
  }
}

/**
 * The object with its names in lower case: the original takes them however they are written. null has no fields.
 * @throws ApiError 400 when `value` is neither null nor a JSON object.
 */
export function asFields(value: unknown, what: string): Fields {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Decimal)
    throw badBody(`${what} must be a JSON object, got ${shown(value)}`)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]))
}

/**
 * The field's text, or `fallback` where it is absent or null. A lone surrogate, which no path can name, is U+FFFD.
 * @throws ApiError 400 on another type.
 */
export function textField(fields: Fields, name: string, fallback: string): string {
  const value = fields[name] ?? fallback
  if (typeof value !== 'string') throw badBody(`${name} must be a string, got ${shown(value)}`)
  return value.toWellFormed()
}

/** As `textField`, for true or false. */
export function flagField(fields: Fields, name: string, fallback: boolean): boolean {
  const value = fields[name] ?? fallback
  if (typeof value !== 'boolean') throw badBody(`${name} must be true or false, got ${shown(value)}`)
  return value
}

/** As `textField`, for a number. @throws ApiError 400 on another type */
export function numberField(fields: Fields, name: string, fallback: number): number {
  const given = fields[name] ?? fallback
  const value = given instanceof Decimal ? given.value : given
  if (typeof value !== 'number') throw badBody(`${name} must be a number, got ${shown(value)}`)
  return value
}

/** @throws ApiError 400 where it is none */
export function checkProbability(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) throw badBody(`${name} must be a number from 0 to 1, got ${shown(value)}`)
}

/** A value of a request as an error message shows it: its JSON, shortened. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 60 ? `${json.slice(0, 57)}...` : json
}
