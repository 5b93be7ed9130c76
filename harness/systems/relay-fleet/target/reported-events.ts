import { type Field, fields, type Kind, kinds } from './event-words.ts'
import type { Events } from './events-schema.ts'

/** One thing that a program reported. */
export interface Reported {
  readonly kind: Kind
  /** Monotonic ns, where the program stamps it so. */
  readonly at?: number
  /** Wall clock, ms since 1970, where the program stamps it so. */
  readonly wallMs?: number
  readonly fields: Readonly<Partial<Record<Field, string>>>
}

/** What a line of a service reports; undefined for a line that reports nothing. */
export function reportedBy(events: Events, line: string): Reported | undefined {
  return events.ndjson === undefined ? byPattern(events, line) : byObject(line)
}

/** The first pattern that matches decides. */
function byPattern({ lines, time }: Events, line: string): Reported | undefined {
  for (const { kind, pattern } of lines) {
    const match = pattern.exec(line)
    if (match) return { kind, fields: { ...match.groups }, ...wallClock(line, time) }
  }
  return undefined
}

function wallClock(line: string, time: RegExp | undefined): { wallMs?: number } {
  const wallMs = Date.parse(time?.exec(line)?.[1] ?? '')
  return Number.isNaN(wallMs) ? {} : { wallMs }
}

/** `{"event":"closed","host":"host-1","code":4001,"at":…}`; a line that is no such object is an ordinary line of the log. */
function byObject(line: string): Reported | undefined {
  if (!line.startsWith('{')) return undefined
  const value = parse(line)
  if (!(kinds as readonly unknown[]).includes(value?.event)) return undefined
  const found = fields.flatMap((name) =>
    value![name] === undefined || value![name] === null ? [] : [[name, String(value![name])] as const],
  )
  return {
    kind: value!.event as Kind,
    ...(typeof value!.at === 'number' ? { at: value!.at } : {}),
    fields: Object.fromEntries(found),
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
