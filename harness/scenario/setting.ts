import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { runtimeKinds } from '../journal/events.ts'

/** Environment variable by which the command line (or vitest's global set-up) hands a run's setting to the workers. */
export const SETTING_VARIABLE = 'GAMEDAY_SETTING'

/** What one run was asked to do; the same for every worker of the run. */
export const settingSchema = z.object({
  runId: z.string(),
  /** Folder of the run: `reports/<run-id>`. */
  runDir: z.string(),
  seed: z.number().int().nonnegative(),
  profile: z.enum(['production', 'compressed']),
  runtimes: z.array(z.enum(runtimeKinds)).min(1),
  runtimeReason: z.string(),
  /** Overrides the scenarios' own number of hosts. */
  hosts: z.number().int().positive().optional(),
  repeat: z.number().int().positive(),
  variants: z.enum(['all', 'current', 'broken']),
  /** Targets whose programs run in place of our own, and where they are described (absolute path). */
  targets: z.object({ config: z.string(), names: z.array(z.string()).min(1) }).optional(),
  /** Ids to run; absent: all. */
  select: z.array(z.string()).optional(),
  /** Only these, again: earlier attempts at them were inconclusive, oldest reason first. Absent: all that is asked for, for the first time. */
  again: z
    .array(
      z.object({
        id: z.string(),
        variant: z.string(),
        runtime: z.enum(runtimeKinds),
        repetition: z.number().int().positive(),
        reasons: z.array(z.string()).min(1),
      }),
    )
    .optional(),
  /** Limits that nothing may pass, as they are written; those of a scenario come on top. */
  guard: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  /** Working directory of workers, where it is not that of the process that starts them. */
  root: z.string().optional(),
})

export type Setting = z.infer<typeof settingSchema>

/** Hands a setting to the processes that this one starts. */
export function publishSetting(setting: Setting): void {
  process.env[SETTING_VARIABLE] = JSON.stringify(setting)
  process.env.GAMEDAY_RUN_ID = setting.runId
}

/** @throws UsageError when no run was set up */
export function readSetting(): Setting {
  const text = process.env[SETTING_VARIABLE]
  if (!text)
    throw new UsageError('no run is set up: use `npm run gameday` or `npx vitest --project scenarios`')
  return settingSchema.parse(JSON.parse(text))
}
