import { UsageError } from '../errors.ts'
import type { Json } from '../journal/events.ts'

export const guardOps = ['<', '<=', '>', '>='] as const
export type GuardOp = (typeof guardOps)[number]

/** A guard as it is written, taken apart: `latency(percentile=95, over=30s) < 500ms`. */
export interface WrittenGuard {
  readonly name: string
  readonly params: Readonly<Record<string, Json>>
  readonly op: GuardOp
  readonly limit: string
}

const FORM = /^\s*([A-Za-z][\w-]*)\s*(?:\((.*)\))?\s*(<=|>=|<|>|=)\s*(\S.*?)?\s*$/s

/** @throws UsageError that shows how one is written */
export function parseGuard(text: string): WrittenGuard {
  const [, name, params = '', op, limit] = FORM.exec(text) ?? []
  if (name === undefined || op === undefined || limit === undefined)
    throw new UsageError(
      `guard ${JSON.stringify(text)}: write a name, a sign and a limit, as in 'failed < 50 %' or 'latency(percentile=95) < 2s'`,
    )
  // As guards were written once: `failed=50`.
  return { name, params: paramsIn(text, params), op: op === '=' ? '<=' : (op as GuardOp), limit }
}

function paramsIn(text: string, params: string): Record<string, Json> {
  const read = piecesOf(params).map((piece) => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(\S.*?)\s*$/s.exec(piece) ?? []
    if (name === undefined || value === undefined)
      throw new UsageError(
        `guard ${JSON.stringify(text)}: ${JSON.stringify(piece.trim())} is no parameter: write name=value, with commas between them`,
      )
    return [name, readValue(value)] as const
  })
  return Object.fromEntries(read)
}

/** JSON, or a word as it is: `10s`, `api`. */
function readValue(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** Between commas that stand in no bracket and no quotation marks. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  let [depth, quoted, from] = [0, false, 0]
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (letter === '"' && text[i - 1] !== '\\') quoted = !quoted
    if (quoted) continue
    if ('[{'.includes(letter)) depth++
    if (']}'.includes(letter)) depth--
    if (letter === ',' && depth === 0) {
      pieces.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...pieces, text.slice(from)].filter((piece) => piece.trim() !== '')
}
