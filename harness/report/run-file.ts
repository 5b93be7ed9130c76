import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'
import { makeFolder } from '../file-trouble.ts'
import { runtimeKinds } from '../journal/events.ts'
import { parseJson } from '../json.ts'
import { writeAtomic } from './files.ts'
import { runFilePath } from './layout.ts'

/** Version of `run.json`. 2: what was planned has a variant. */
export const RUN_SCHEMA = 2

const planned = z.object({
  id: z.string(),
  variant: z.string(),
  runtime: z.enum(runtimeKinds),
  repetition: z.number().int(),
})

const runFile = z.object({
  schema: z.literal(RUN_SCHEMA),
  id: z.string(),
  seed: z.number(),
  /** `processes`, `containers` or `both`. */
  runtime: z.string(),
  runtimeReason: z.string(),
  profile: z.string(),
  factor: z.number().positive(),
  /** null outside a git checkout. */
  commit: z.string().nullable(),
  dirty: z.boolean(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Missing when the run was killed. */
  finishedAt: z.string().optional(),
  argv: z.array(z.string()),
  /** cores, cpu, memory, os, node, redis, docker, gameday; null where there is none. */
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  aborted: z.boolean().optional(),
  /** Why somebody stopped it by the kill switch. */
  stopped: z.string().optional(),
  /** The run was still going when the report was built. */
  going: z.boolean().optional(),
  /** Everything that the run set out to do; what has no journal did not run. */
  planned: z.array(planned).optional(),
})

export type RunFile = z.output<typeof runFile>

/** Writes `run.json`, creating the folder. */
export function writeRunFile(runDir: string, run: RunFile): void {
  makeFolder(runDir)
  writeAtomic(runFilePath(runDir), `${JSON.stringify(runFile.parse(run), null, 2)}\n`)
}

/** @throws UsageError when the folder is no run, or its `run.json` is damaged or of another version. */
export function readRunFile(runDir: string): RunFile {
  const path = runFilePath(runDir)
  let value: unknown
  try {
    value = parseJson(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}; name the folder of a run`)
  }
  const result = runFile.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new UsageError(`${path}: damaged or of another version (${issue?.path.join('.')}: ${issue?.message})`)
}
