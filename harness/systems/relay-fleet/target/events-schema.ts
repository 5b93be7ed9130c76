import { didYouMean, z } from '../../../definitions.ts'
import { fields, type Kind, kinds } from './event-words.ts'
import { wrongWord } from './report-words.ts'

/** A pattern and the names it captures. */
export interface LinePattern {
  readonly kind: Kind
  readonly pattern: RegExp
}

/** How a service reports what happens, and what of it. */
export interface Events {
  readonly lines: readonly LinePattern[]
  /** Finds the wall clock time (ISO 8601) in a line; without it the moment at which the line was read counts. */
  readonly time?: RegExp
  /** File descriptor on which it writes NDJSON, where it does. */
  readonly ndjson?: number
  /** `registered`, and `closed.code` for what is reported with it. */
  readonly reports: ReadonlySet<string>
  /** It is written as `tells`, which `reports` was called formerly. */
  readonly isFormer?: true
}

const pattern = z
  .instanceof(RegExp, { error: 'write a regular expression' })
  .superRefine((value, context) => {
    for (const name of capturesOf(value))
      if (!(fields as readonly string[]).includes(name))
        context.addIssue({
          code: 'custom',
          message: `capture ${JSON.stringify(name)} is unknown${didYouMean(name, fields) || `: there are ${fields.join(', ')}`}`,
        })
    if (value.global || value.sticky)
      context.addIssue({
        code: 'custom',
        message: 'leave out the flags g and y: each line is looked at alone',
      })
  })

const patterns = z.union([pattern, z.array(pattern).min(1)]).transform((value) => [value].flat())

const lines = z
  .record(z.string(), patterns)
  .superRefine((value, context) => {
    for (const kind of Object.keys(value))
      if (!(kinds as readonly string[]).includes(kind))
        context.addIssue({ code: 'custom', path: [kind], message: wrongWord(kind)! })
  })
  .transform((value) => value as Partial<Record<Kind, RegExp[]>>)

/** A word of `reports` or `notReported`. */
export const word = z.string().superRefine((value, context) => {
  const wrong = wrongWord(value)
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong })
})

const byLines = z.strictObject({
  /** Patterns for lines of stdout and stderr, by what they report. */
  lines,
  /** Its first group is the wall clock time of a line, ISO 8601 with milliseconds. */
  time: z.instanceof(RegExp, { error: 'write a regular expression' }).optional(),
})

const byObjects = z.strictObject({
  /** File descriptor of the NDJSON: 1, or one above 2, which is then led to standard output. */
  ndjson: z.number().int().positive().max(9),
  /** What is reported: kinds, and fields as in `closed.code`. */
  reports: z.array(word).min(1),
})

export interface LinesInput {
  readonly lines: Readonly<Partial<Record<Kind, RegExp | readonly RegExp[]>>>
  readonly time?: RegExp | undefined
}
export interface ObjectsInput {
  readonly ndjson: number
  readonly reports: readonly string[]
}
export interface FormerObjectsInput {
  readonly ndjson: number
  /** @deprecated former name of `reports` */
  readonly tells: readonly string[]
}

const withReports = ({ tells, ...rest }: FormerObjectsInput) => ({ ...rest, reports: tells })

const asWritten = (part: PropertyKey) => (part === 'reports' ? 'tells' : part)

/** No union of both: its errors would not name the path of what is wrong. */
export const eventsSchema = z.unknown().transform((value, context): Events => {
  const has = (key: string) => typeof value === 'object' && value !== null && key in value
  if (!has('lines') && !has('ndjson')) {
    const message = 'write { lines: { registered: /pattern/ … } } or { ndjson: 3, reports: […] }'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const isFormer = has('tells') && !has('reports')
  const current = isFormer ? withReports(value as FormerObjectsInput) : value
  const parsed = has('ndjson') ? byObjects.safeParse(current) : byLines.safeParse(value)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      context.addIssue({ code: 'custom', path: isFormer ? path.map(asWritten) : path, message })
    return z.NEVER
  }
  const events = 'ndjson' in parsed.data ? fromObjects(parsed.data) : fromLines(parsed.data)
  return isFormer ? { ...events, isFormer } : events
}) as unknown as z.ZodType<Events, LinesInput | ObjectsInput | FormerObjectsInput>

function fromObjects({ ndjson, reports }: z.output<typeof byObjects>): Events {
  // Whoever reports a code reports the end, too.
  return { lines: [], ndjson, reports: new Set(reports.flatMap((one) => [one.split('.')[0]!, one])) }
}

function fromLines({ lines: all, time }: z.output<typeof byLines>): Events {
  const found = Object.entries(all).flatMap(([kind, patterns]) =>
    (patterns ?? []).map((pattern) => ({ kind: kind as Kind, pattern })),
  )
  return { lines: found, reports: reported(found), ...(time ? { time } : {}) }
}

/** What patterns report: their kinds, and with each kind what all patterns of it capture. */
function reported(all: readonly LinePattern[]): Set<string> {
  const reports = new Set<string>()
  for (const [kind, own] of Map.groupBy(all, (one) => one.kind)) {
    reports.add(kind)
    const captures = own.map((one) => capturesOf(one.pattern))
    for (const name of captures[0]!)
      if (captures.every((names) => names.includes(name))) reports.add(`${kind}.${name}`)
  }
  return reports
}

function capturesOf({ source }: RegExp): string[] {
  return [...source.matchAll(/\(\?<([A-Za-z]\w*)>/g)].map(([, name]) => name!)
}
