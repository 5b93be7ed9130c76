import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '../../errors.ts'
import { quotableData } from '../../plain-text.ts'
import { readResults, runFoldersIn } from '../comparison/read-runs.ts'
import { readRunFile } from '../run-file.ts'
import { type LeftOut, type Night, nightsOf, whyDead } from './nights.ts'
import { readStore, type Store, type StoredRun } from './store.ts'

/** Everything that a folder of runs and its store hold. */
export interface NightFolder {
  /** Oldest first. */
  readonly nights: readonly Night[]
  readonly leftOut: readonly LeftOut[]
  /** Lines of the store that cannot be read. */
  readonly damaged: readonly string[]
  /** Runs that the store lacks. */
  readonly fresh: readonly StoredRun[]
  readonly store: Store
}

/**
 * Reads the runs of a folder, and those that only its store still has. A run whose results have not changed since it was stored
 * is taken from the store. A night that is damaged, dead or of another profile than the newest one is left out, with why.
 * @throws UsageError when nothing is there to read
 */
export function readNights(dir: string): NightFolder {
  const store = readStore(dir)
  const stored = new Map(store.runs.map((run) => [run.digest, run]))
  const read = runFoldersIn(dir).map((folder) => readRun(folder, stored))
  const runs = read.flatMap((one) => ('results' in one ? one : []))
  const failures = read.flatMap((one) => ('reason' in one ? one : []))
  if (runs.length + failures.length + store.runs.length === 0)
    throw new UsageError(
      `${dir} is no folder of runs: no run.json one level below, and no history.ndjson${store.damaged.length > 0 ? ' that can be read' : ''}`,
    )
  const latest = new Map([...store.runs, ...runs].map((run) => [run.results.run.id, run]))
  const sorted = [...latest.values()].sort(byStart)
  const profile = sorted.at(-1)?.results.run.profile
  const judged = sorted.map((run) => ({ run, reason: whyNot(run, profile) }))
  return {
    nights: nightsOf(judged.flatMap(({ run, reason }) => (reason === undefined ? run : []))),
    leftOut: [
      ...judged.flatMap(({ run, reason }) =>
        reason === undefined ? [] : { night: run.folder, startedAt: run.results.run.startedAt, reason },
      ),
      ...failures,
    ].sort((a, b) => a.startedAt.localeCompare(b.startedAt)),
    damaged: store.damaged,
    fresh: runs.filter(({ digest }) => !stored.has(digest)),
    store,
  }
}

const byStart = (a: StoredRun, b: StoredRun) =>
  Date.parse(a.results.run.startedAt) - Date.parse(b.results.run.startedAt)

function whyNot({ results }: StoredRun, profile: string | undefined): string | undefined {
  if (results.run.profile !== profile)
    return `ran in the ${results.run.profile} profile, the newest night in ${profile}: their durations differ`
  return whyDead(results)
}

function readRun(folder: string, stored: ReadonlyMap<string, StoredRun>): StoredRun | LeftOut {
  const name = quotableData(basename(folder))
  try {
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, 'results.json')))
      .digest('hex')
    return stored.get(digest) ?? { folder: name, digest, results: readResults(folder) }
  } catch (error) {
    return { night: name, startedAt: startOf(folder), reason: reasonOf(error, folder) }
  }
}

function reasonOf(error: unknown, folder: string): string {
  if (error instanceof UsageError) return error.message
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `results.json is not there: the run died; \`gameday report ${folder}\` makes it from the journals`
  throw error
}

/** When a run began that cannot be read; as good as can be known. */
function startOf(folder: string): string {
  try {
    return readRunFile(folder).startedAt
  } catch {
    return statSync(folder).mtime.toISOString()
  }
}
