import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { HarnessError, UsageError } from '../../errors.ts'
import { cannotWrite } from '../../file-trouble.ts'
import { parseJson } from '../../json.ts'
import { type RunResults, runResults } from '../comparison/read-runs.ts'

/** Version of a line of the store. */
const STORE_SCHEMA = 1

const record = z.object({
  store: z.literal(STORE_SCHEMA),
  /** Folder of the run when it was read. */
  folder: z.string(),
  /** SHA-256 of the `results.json` of which it was made, hex. */
  digest: z.string(),
  results: runResults,
})

/** One run as the store keeps it. */
export interface StoredRun {
  readonly folder: string
  readonly digest: string
  readonly results: RunResults
}

export interface Store {
  /** Each run once, as it was last read. */
  readonly runs: readonly StoredRun[]
  /** Lines that cannot be read, each with why. */
  readonly damaged: readonly string[]
  /** The last line was cut off: what is appended begins on a line of its own. */
  readonly cut: boolean
}

export const storePath = (dir: string) => join(dir, 'history.ndjson')

/**
 * Reads the store of a folder of runs; empty where there is none.
 * @throws UsageError when the file itself cannot be read
 */
export function readStore(dir: string): Store {
  const path = storePath(dir)
  if (!existsSync(path)) return { runs: [], damaged: [], cut: false }
  const text = textOf(path)
  const runs = new Map<string, StoredRun>()
  const damaged: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const read = recordOf(line)
    if (typeof read === 'string') damaged.push(`history.ndjson, line ${index + 1}: ${read}`)
    else runs.set(read.results.run.id, read)
  }
  return { runs: [...runs.values()], damaged, cut: text !== '' && !text.endsWith('\n') }
}

/**
 * Adds runs to the store; what stands in it stays.
 * @throws HarnessError with the path and the cause
 */
export function appendToStore(dir: string, runs: readonly StoredRun[], { cut }: Pick<Store, 'cut'>): void {
  if (runs.length === 0) return
  const lines = runs.map((run) => `${JSON.stringify({ store: STORE_SCHEMA, ...run })}\n`)
  try {
    appendFileSync(storePath(dir), `${cut ? '\n' : ''}${lines.join('')}`)
  } catch (error) {
    throw new HarnessError(cannotWrite(storePath(dir), error))
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function recordOf(line: string): StoredRun | string {
  let value: unknown
  try {
    value = parseJson(line)
  } catch {
    return 'cut off or damaged'
  }
  const parsed = record.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return `damaged or of another version (${issue?.path.join('.')}: ${issue?.message})`
}
