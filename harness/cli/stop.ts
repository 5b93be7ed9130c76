import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, UsageError } from '../errors.ts'
import { quotableLine } from '../plain-text.ts'
import { readRunFile } from '../report/run-file.ts'
import { stopPath } from '../report/stop-file.ts'
import { isAlive, type RunRecord, readRun, readRuns } from '../runtime/runs.ts'
import { findProject } from '../scenario/project.ts'
import { endWith, exitCodes } from './exit.ts'
import { userName } from './user-name.ts'

export interface StopOptions {
  readonly json?: boolean
  readonly by?: string
  readonly config?: string
  /** How long a harness may take to heal and report before it is ended, s. */
  readonly within?: number
}

/**
 * For how long a harness may heal and report by default, s: taking a system down takes up to half a minute on a busy machine; one that does
 * not even look into its folder is ended then, and the reaper removes everything within 5 s.
 */
export const STOP_WITHIN_S = 60

/** The reaper's own limit, with room for a busy machine, ms. */
const REAPED_MS = 15_000
const POLL_MS = 100

interface Going {
  readonly dir: string
  readonly record: RunRecord
}

/** What came of stopping a run. */
interface Stopped {
  readonly run: string
  readonly dir: string
  /** `ended`: it did not heal by itself in time; its harness was killed and everything that it had started removed. */
  readonly outcome: 'stopped' | 'ended'
  readonly tookMs: number
}

/** `gameday stop`: the kill switch. Heals everything from outside, of a `run` as of an `up`. */
export async function stop(folder: string | undefined, options: StopOptions): Promise<void> {
  const { json = false, by = userName(), within = STOP_WITHIN_S } = options
  const going = folder === undefined ? await goingIn(options.config) : [await goingAt(resolve(folder))]
  // All are told before any is waited for.
  for (const { dir } of going) flip(dir, `${by}, by gameday stop`)
  const stopped = await Promise.all(going.map((one) => finish(one, within * 1_000)))
  if (json) console.log(JSON.stringify({ stopped }, null, 2))
  else for (const one of stopped) console.log(quotableLine(textOf(one)))
  if (stopped.some(({ outcome }) => outcome === 'ended')) endWith(exitCodes.inconclusive)
}

/** The run in a folder. @throws UsageError where it is none, or is over */
async function goingAt(dir: string): Promise<Going> {
  const { id, finishedAt } = readRunFile(dir)
  const record = await readRun(id)
  if (record && isAlive(record)) return { dir, record }
  throw new UsageError(
    finishedAt === undefined
      ? `${dir}: its harness is gone, so that nothing goes on there: \`gameday clean\` removes what is left, \`gameday report ${dir}\` builds the report`
      : `${dir}: that run is over since ${finishedAt}`,
  )
}

/** All runs of the project that are going. @throws UsageError where there is none */
async function goingIn(config: string | undefined): Promise<Going[]> {
  const { reports } = await findProject(config)
  const alive = new Map((await readRuns()).filter(isAlive).map((record) => [record.runId, record]))
  const going = foldersIn(reports).flatMap((dir) => {
    const record = alive.get(idOf(dir))
    return record ? [{ dir, record }] : []
  })
  if (going.length > 0) return going
  throw new UsageError(
    `nothing is running in ${reports}: name the folder of the run, as after --out; \`gameday clean\` removes what dead runs have left`,
  )
}

function foldersIn(reports: string): string[] {
  try {
    const entries = readdirSync(reports, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(reports, name))
  } catch {
    return []
  }
}

function idOf(dir: string): string {
  try {
    return readRunFile(dir).id
  } catch {
    return ''
  }
}

/** Who was first stays written there. */
function flip(dir: string, by: string): void {
  const path = stopPath(dir)
  try {
    if (!existsSync(path)) writeFileSync(path, `${by}\n`)
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${messageOf(error)}; end the harness with Ctrl-C`)
  }
}

async function finish({ dir, record }: Going, withinMs: number): Promise<Stopped> {
  const began = performance.now()
  const done = (outcome: Stopped['outcome']) => ({
    ...{ run: record.runId, dir, outcome },
    tookMs: Math.round(performance.now() - began),
  })
  if (await until(() => isOver(dir, record), withinMs)) return done('stopped')
  // The record has the start of that process, too: another one with its pid is never hit.
  if (isAlive(record)) process.kill(record.pid, 'SIGKILL')
  await until(async () => (await readRun(record.runId)) === undefined, REAPED_MS)
  return done('ended')
}

const isOver = (dir: string, record: RunRecord) =>
  !isAlive(record) || readRunFile(dir).finishedAt !== undefined

async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}

function textOf({ dir, outcome, tookMs }: Stopped): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`
  return outcome === 'stopped'
    ? `stopped after ${took}: everything is healed and taken down; report: ${join(dir, 'index.html')}`
    : `it did not heal by itself within ${took}: its harness was killed, and the reaper removed what it had started; \`gameday report ${dir}\` builds the report`
}
