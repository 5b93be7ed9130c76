import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { messageOf, UsageError } from '../../errors.ts'
import { runtimeKinds, verdicts } from '../../journal/events.ts'
import { parseJson } from '../../json.ts'
import { quotableData } from '../../plain-text.ts'
import { RESULTS_SCHEMA, type Results } from '../results.ts'
import { readRunFile } from '../run-file.ts'
import { withoutAltered } from './altered.ts'

/** What a comparison needs of `results.json`. */
export const runResults = z.object({
  schema: z.literal(RESULTS_SCHEMA),
  run: z.object({
    id: z.string(),
    profile: z.string(),
    startedAt: z.string(),
    commit: z.string().nullable(),
    dirty: z.boolean().optional(),
    finishedAt: z.string().optional(),
    aborted: z.boolean().optional(),
    argv: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
  scenarios: z.array(
    z.object({
      id: z.string(),
      variant: z.string(),
      kind: z.enum(['current', 'variant', 'broken', 'target']),
      runtime: z.enum(runtimeKinds),
      repetition: z.number(),
      verdict: z.enum(verdicts),
      detected: z.boolean().optional(),
      reason: z.string().optional(),
      slowness: z.number().optional(),
      journal: z.string().optional(),
      seal: z.string().optional(),
      altered: z.string().optional(),
      checks: z.array(
        z.object({
          name: z.string(),
          observed: z.number().nullable(),
          op: z.enum(['<=', '>=', '==']),
          limit: z.number(),
          unit: z.string(),
          uncertainty: z.number(),
          verdict: z.enum(['passed', 'failed', 'inconclusive']),
          precondition: z.boolean().optional(),
        }),
      ),
    }),
  ),
})

export type RunResults = z.output<typeof runResults>
export type RunCheck = RunResults['scenarios'][number]['checks'][number]

/** What a folder of runs holds. */
export interface RunFolder {
  /** Oldest first. */
  readonly runs: readonly RunResults[]
  /** Runs that cannot be read, each with why: `n2: …/results.json cannot be read: …`. */
  readonly leftOut: readonly string[]
}

/**
 * The results of a run, or of every run in a folder of runs, oldest first.
 * @throws UsageError when the folder holds none that can be read
 */
export function readRuns(dir: string): RunResults[] {
  return [...readFolder(dir).runs]
}

/**
 * The same, and what was left out: a night whose runner was taken away says nothing against the others.
 * @throws UsageError when the folder holds none that can be read, with why the first one cannot
 */
export function readFolder(dir: string): RunFolder {
  if (existsSync(join(dir, 'run.json'))) return { runs: [readResults(dir)], leftOut: [] }
  const folders = runFoldersIn(dir)
  const runs: RunResults[] = []
  const failures: { folder: string; message: string }[] = []
  for (const folder of folders)
    try {
      runs.push(readResults(folder))
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      failures.push({ folder, message: error.message })
    }
  if (failures[0] && runs.length === 0) throw new UsageError(failures[0].message)
  if (runs.length === 0)
    throw new UsageError(`${dir} is neither a run nor a folder of runs: no run.json in it or one level below`)
  return {
    runs: runs.sort((a, b) => a.run.startedAt.localeCompare(b.run.startedAt)),
    leftOut: failures.map(({ folder, message }) => `${basename(folder)}: ${message}`),
  }
}

/** By what a run leaves first and last: either may be missing. */
function isRun(folder: string): boolean {
  return ['run.json', 'results.json', 'scenarios'].some((name) => existsSync(join(folder, name)))
}

/** The results of a run that was just built, as a comparison takes them. */
export function asRunResults(built: Results): RunResults {
  return runResults.parse(built)
}

/**
 * Folders of runs, whole or not, one level below.
 * @throws UsageError when the folder cannot be read
 */
export function runFoldersIn(dir: string): string[] {
  try {
    // Not `latest`, a link to a run that stands beside it.
    const entries = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return entries
      .map(({ name }) => join(dir, name))
      .filter(isRun)
      .sort()
  } catch (error) {
    throw new UsageError(`${dir} cannot be read: ${messageOf(error)}`)
  }
}

/**
 * The results of the run in this folder. What an altered journal gave is inconclusive in them.
 * @throws UsageError when they cannot be read, with the way out
 */
export function readResults(dir: string): RunResults {
  // Refuses a run of another schema version with its own clear line.
  readRunFile(dir)
  const path = join(dir, 'results.json')
  let value: unknown
  try {
    value = parseJson(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${messageOf(error)}; \`gameday report ${dir}\` makes it from the journals`,
    )
  }
  const parsed = runResults.safeParse(value)
  if (parsed.success) return withoutAltered(dir, quotableData(parsed.data))
  const issue = parsed.error.issues[0]
  throw new UsageError(
    `${path}: damaged or of another version (${issue?.path.join('.')}: ${issue?.message}); \`gameday report ${dir}\` makes it again`,
  )
}
