import { z } from 'zod'
import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'

/** Something that a game-day does by itself. */
export interface PlannedInjection {
  /** After the steady state, in the system's own time. */
  readonly at: Duration
  /** Name of the fault, as `gameday inject` has it. */
  readonly inject: string
  /** Name of the service or link. */
  readonly on: string
  /** Its parameters, as they are typed. */
  readonly with?: Readonly<Record<string, string | number>>
  /** Healed after so long. Default: when somebody heals it. */
  readonly for?: Duration
  /** Only the facilitator sees it before the end: observers have to find out. */
  readonly hidden?: boolean
  /** What is expected to happen. */
  readonly expect?: string
}

/** What a game-day does by itself, for `gameday up --plan`. The file's default export. */
export const gameDayPlan = (...injections: PlannedInjection[]): readonly PlannedInjection[] => injections

const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
})

const schema = z
  .array(
    z.strictObject({
      at: duration,
      inject: z.string().min(1),
      on: z.string().min(1),
      with: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
      for: duration.optional(),
      hidden: z.boolean().default(false),
      expect: z.string().optional(),
    }),
  )
  .min(1)

export type Planned = z.output<typeof schema>[number]

/** @param where the file, for the error @throws UsageError that names the place of what is wrong */
export function readPlan(where: string, value: unknown): Planned[] {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  if (path.length === 0)
    throw new UsageError(
      `${where}: its default export is no plan: export default gameDayPlan({ at: '1m', … })`,
    )
  throw new UsageError(`${where}: ${path.join('.')}: ${message}`)
}
