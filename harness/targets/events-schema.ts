import { z } from 'zod'
import { hostStates } from '../journal/events.ts'

/** What a program can tell of a host, in the words of the journal; that TCP is connected and that a request is held only our own hosts tell. */
export const hostKinds = hostStates.filter((state) => state !== 'tcp' && state !== 'held')
export type HostKind = (typeof hostKinds)[number]

/** What a relay can tell of itself; drawn on the timeline. */
export const relayKinds = ['unregistered', 'cleared'] as const

export const kinds = [...hostKinds, ...relayKinds] as const
export type Kind = (typeof kinds)[number]

/** What may be told with an event: named captures of a pattern, fields of an NDJSON object. */
export const fields = [
  'host',
  'tunnel',
  'relay',
  'code',
  'reason',
  'error',
  'delayMs',
  'delayS',
  'attempt',
  'count',
] as const
export type Field = (typeof fields)[number]

/** A pattern and the names it captures. */
export interface LinePattern {
  readonly kind: Kind
  readonly pattern: RegExp
}

/** How a service tells what happens, and what of it. */
export interface Events {
  readonly lines: readonly LinePattern[]
  /** Finds the wall clock time (ISO 8601) in a line; without it the moment at which the line was read counts. */
  readonly time?: RegExp
  /** File descriptor on which it writes NDJSON, where it does. */
  readonly ndjson?: number
  /** `registered`, and `closed.code` for what is told with it. */
  readonly tells: ReadonlySet<string>
}

const pattern = z
  .instanceof(RegExp, { error: 'write a regular expression' })
  .superRefine((value, context) => {
    for (const name of capturesOf(value))
      if (!(fields as readonly string[]).includes(name))
        context.addIssue({
          code: 'custom',
          message: `capture ${JSON.stringify(name)} is unknown: there are ${fields.join(', ')}`,
        })
    if (value.global || value.sticky)
      context.addIssue({
        code: 'custom',
        message: 'leave the flags g and y away: each line is looked at alone',
      })
  })

const patterns = z.union([pattern, z.array(pattern).min(1)]).transform((value) => [value].flat())

const lines = z.partialRecord(z.enum(kinds), patterns)

const written = z.union(
  [
    z.strictObject({
      /** Patterns for lines of stdout and stderr, by what they tell. */
      lines,
      /** Its first group is the wall clock time of a line, ISO 8601 with milliseconds. */
      time: z.instanceof(RegExp, { error: 'write a regular expression' }).optional(),
    }),
    z.strictObject({
      /** File descriptor of the NDJSON: 1, or one above 2, which is then led to standard output. */
      ndjson: z.number().int().positive().max(9),
      /** What is told: kinds, and fields as in `closed.code`. */
      tells: z.array(z.string()).min(1),
    }),
  ],
  'write { lines: { registered: /pattern/ … } } or { ndjson: 3, tells: […] }',
)

export const eventsSchema = written.transform((value): Events => {
  if ('ndjson' in value) return { lines: [], ndjson: value.ndjson, tells: new Set(value.tells) }
  const found = Object.entries(value.lines).flatMap(([kind, all]) =>
    (all ?? []).map((one) => ({ kind: kind as Kind, pattern: one })),
  )
  return { lines: found, tells: told(found), ...(value.time ? { time: value.time } : {}) }
})

/** What patterns tell: their kinds, and with each kind what all patterns of it capture. */
function told(all: readonly LinePattern[]): Set<string> {
  const tells = new Set<string>()
  for (const [kind, own] of Map.groupBy(all, (one) => one.kind)) {
    tells.add(kind)
    const captures = own.map((one) => capturesOf(one.pattern))
    for (const name of captures[0]!)
      if (captures.every((names) => names.includes(name))) tells.add(`${kind}.${name}`)
  }
  return tells
}

function capturesOf({ source }: RegExp): string[] {
  return [...source.matchAll(/\(\?<([A-Za-z]\w*)>/g)].map(([, name]) => name!)
}
