import { mask } from './mask.ts'

/** Sequences that drive a terminal: OSC, DCS, SOS, PM and APC up to their end or the line's; CSI; two-character ones. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g
/** Everything else that does not print: C0 but for tab and line feed, DEL, C1, and what turns the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
const unprinted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** What a terminal or an editor would show of the text, without what would drive it. Tabs and line feeds stay. */
export function plainText(text: string): string {
  return text.replace(sequences, '').replace(/\r\n?/g, '\n').replace(unprinted, '')
}

/** What a service printed, fit to be quoted: it drives no terminal, and its secrets are hidden. */
export function quotable(text: string): string {
  return mask(plainText(text))
}

/** The same on one line. */
export function quotableLine(text: string): string {
  return quotable(text).replace(/\s+/g, ' ').trim()
}

/** Every string of plain data made quotable, at any depth. */
export function quotableData<T>(data: T): T {
  // The names of hosts come again and again.
  const known = new Map<string, string>()
  const text = (original: string): string => {
    const before = known.get(original)
    if (before !== undefined) return before
    const made = quotable(original)
    known.set(original, made)
    return made
  }
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(visit)
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [visit(key), visit(one)]))
    if (value instanceof Set) return new Set([...value].map(visit))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one)]))
  }
  return visit(data) as T
}
