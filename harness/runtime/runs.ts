import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lives, startTicks } from './proc.ts'
import { runsDir } from './state.ts'

/** Which harness a run belongs to. */
export interface RunRecord {
  readonly runId: string
  readonly pid: number
  /** Start of that process in the kernel's ticks (Linux), which tells it from a later one with the same pid. */
  readonly startTicks: string | undefined
  /** For people only, ISO 8601. */
  readonly startedAt: string
}

/** Notes that this process is the harness of a run, unless another process already is. */
export async function recordRun(runId: string): Promise<void> {
  const record: RunRecord = {
    runId,
    pid: process.pid,
    startTicks: await startTicks(process.pid),
    startedAt: new Date().toISOString(),
  }
  await mkdir(runsDir, { recursive: true })
  await writeFile(pathOf(runId), JSON.stringify(record), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
}

/** Forgets a run of which nothing is left. */
export async function forgetRun(runId: string): Promise<void> {
  await rm(pathOf(runId), { force: true })
  await rm(join(runsDir, runId), { recursive: true, force: true })
}

/** The record of a run; undefined when it was forgotten. */
export function readRun(runId: string): Promise<RunRecord | undefined> {
  return readRecord(`${runId}.json`)
}

/** Every run that was not forgotten: running ones, and ones whose harness died. */
export async function readRuns(): Promise<RunRecord[]> {
  const names = await readdir(runsDir).catch(() => [])
  const records = await Promise.all(names.filter((name) => name.endsWith('.json')).map(readRecord))
  return records.filter((record) => record !== undefined)
}

async function readRecord(name: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(runsDir, name), 'utf8')) as RunRecord
  } catch {
    // Another process removed it, or died while it wrote it.
    return undefined
  }
}

/** Whether the harness of a run still lives. */
export const isAlive = ({ pid, startTicks }: RunRecord): boolean => lives(pid, startTicks)

/** The same of a run of which there may be no record any more. */
export async function goesOn(runId: string): Promise<boolean> {
  const record = await readRun(runId)
  return record !== undefined && isAlive(record)
}

function pathOf(runId: string): string {
  return join(runsDir, `${runId}.json`)
}
