import { z } from 'zod'
import { runtimeChoices } from '../runtime/open.ts'
import { targetSchema } from './target.ts'

/** One glob or several, from the folder of the configuration file. */
const globs = z.union(
  [z.string().min(1), z.array(z.string().min(1)).min(1)],
  'write a glob, or a list of globs',
)

const whole = z.number().int().positive()

/** What `gameday run` takes where the command line says nothing else. */
const defaults = z.strictObject({
  runtime: z.enum(runtimeChoices).optional(),
  profile: z.enum(['compressed', 'production']).optional(),
  repeat: whole.optional(),
  hosts: whole.optional(),
  concurrency: whole.optional(),
  retryInconclusive: z.number().int().nonnegative().optional(),
})

const limit = z.union([z.string(), z.number()])

/** `'failed < 50 %'`, or a metric with its parameters; what is in it is read when the metrics are known. */
const guard = z.union([
  z.string(),
  z.strictObject({
    metric: z.string(),
    params: z.record(z.string(), z.json()).optional(),
    below: limit.optional(),
    above: limit.optional(),
  }),
])

export const configSchema = z.strictObject({
  /** Where the scenarios are. Default: `scenarios/**\/*.scenario.{ts,js,mjs}`. */
  scenarios: globs.default('scenarios/**/*.scenario.{ts,js,mjs}').transform((one) => [one].flat()),
  /** Folder of the reports, from that of this file. Default: `reports`. */
  reports: z.string().min(1).default('reports'),
  defaults: defaults.default({}),
  /** Limits that nothing may pass in any run: past one, all faults are healed at once and the verdict is `stopped`. */
  guard: z.array(guard).default([]),
  targets: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'name a target in lower case'), targetSchema)
    .refine((targets) => Object.keys(targets).length > 0, 'describe at least one target')
    .optional(),
})

export type ConfigInput = z.input<typeof configSchema>
export type Config = z.output<typeof configSchema>
