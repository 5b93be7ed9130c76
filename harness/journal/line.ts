import { type Compactor, withoutCrc } from './compact.ts'
import { schemaOf } from './event-kinds.ts'
import type { JournalEvent } from './events.ts'

/** A line of a journal, or why it is none. */
export type ParsedLine = { readonly event: JournalEvent } | { readonly reason: string }

/** One line of NDJSON as a validated event. Never throws. @param compactor of the journal, where many are kept */
export function parseLine(text: string, compactor?: Compactor): ParsedLine {
  let value: unknown
  try {
    value = JSON.parse(compactor ? withoutCrc(text) : text)
  } catch {
    return { reason: 'not JSON' }
  }
  const parsed = validateEvent(value)
  return compactor && 'event' in parsed ? { event: compactor.compact(parsed.event, value) } : parsed
}

/** A value as a validated event; the reason names the first wrong field. Never throws. */
export function validateEvent(value: unknown): ParsedLine {
  const kind = (value as { kind?: unknown } | null)?.kind
  const result = schemaOf(kind).safeParse(value)
  if (result.success) return { event: result.data }
  const issue = result.error.issues[0]
  const field = issue?.path.join('.') || 'event'
  const what = typeof kind === 'string' ? `event '${kind.slice(0, 40)}'` : 'event without a kind'
  return { reason: `${what}: ${field}: ${issue?.message ?? 'invalid'}` }
}
