import { badBody } from '../api/api-error.ts'
import { shown } from '../api/fields.ts'
import type { Field } from './toxic-type.ts'

/** Bytes to look for; undefined stands for any byte. */
export type Pattern = readonly (number | undefined)[]

/** Bytes. Well above any message a scenario looks for; bounds what is kept back and the work per chunk. */
const maxPatternBytes = 1_024

/** Bytes in hex, `??` for any byte: `88??03e9`. Spaces are allowed between bytes. */
export const patternField: Field<string> = {
  initial: '',
  parse(value, name) {
    if (typeof value !== 'string' || parsePattern(value).length === 0)
      throw badBody(`attribute ${name} must be bytes in hex with ?? for any byte, got ${shown(value)}`)
    if (parsePattern(value).length > maxPatternBytes)
      throw badBody(`attribute ${name} must have at most ${maxPatternBytes} bytes`)
    return value
  },
}

/** The pattern that a text means; empty when it means none. */
export function parsePattern(text: string): Pattern {
  const compact = text.replaceAll(' ', '')
  if (!/^(?:[0-9a-f]{2}|\?\?)*$/i.test(compact)) return []
  return (compact.match(/../g) ?? []).map((byte) => (byte === '??' ? undefined : Number.parseInt(byte, 16)))
}

/** Where in `bytes` the pattern begins; where only its beginning is there, at the very end, `complete` is false. */
export function findPattern(bytes: Buffer, pattern: Pattern): { at: number; complete: boolean } | undefined {
  const anchor = pattern.findIndex((byte) => byte !== undefined)
  const first = pattern[anchor]
  for (let at = 0; at < bytes.length; at++) {
    if (first !== undefined && at + anchor < bytes.length) {
      // Skip to the next place where the first fixed byte fits; without one only the last `anchor` places are left.
      const next = bytes.indexOf(first, at + anchor)
      at = next < 0 ? bytes.length - anchor : next - anchor
      if (at >= bytes.length) return undefined
    }
    if (fits(bytes, at, pattern)) return { at, complete: bytes.length - at >= pattern.length }
  }
  return undefined
}

/** Whether the pattern, or as much of it as there is room for, is at `at`. */
function fits(bytes: Buffer, at: number, pattern: Pattern): boolean {
  const end = Math.min(pattern.length, bytes.length - at)
  for (let i = 0; i < end; i++) {
    if (pattern[i] !== undefined && pattern[i] !== bytes[at + i]) return false
  }
  return true
}
