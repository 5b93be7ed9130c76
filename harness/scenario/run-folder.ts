import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { cannotWrite, makeFolder } from '../file-trouble.ts'

/**
 * What a small run takes, bytes: the page with its style and script, the other outputs, and of each execution a journal,
 * logs and its part of the page. A run of two executions with ten hosts took 376 KB.
 */
const RUN_BYTES = 200_000
const EXECUTION_BYTES = 90_000

/**
 * Makes the folder of a run and looks whether a run can be written there, before anything starts.
 * @throws UsageError when it holds a run already, or anything else, or cannot be written, or has less room than the smallest run takes
 */
export function makeRunFolder(path: string, executions: number): void {
  if (existsSync(join(path, 'run.json')))
    throw new UsageError(`${path} already holds a run: choose another --out or remove it`)
  try {
    makeFolder(path)
  } catch (error) {
    throw new UsageError(`${messageOf(error)}: choose another --out`)
  }
  refuseStrangers(path)
  const needed = RUN_BYTES + executions * EXECUTION_BYTES
  const { bavail, bsize, blocks } = statfsSync(path)
  // A file system without blocks does not count them.
  if (blocks > 0 && bavail * bsize < needed)
    throw new UsageError(
      `${path}: its disk has ${mib(bavail * bsize)} free, a small run takes ${mib(needed)}: free some space or choose another --out`,
    )
  const attempt = join(path, `.${process.pid}.tmp`)
  try {
    writeFileSync(attempt, 'x'.repeat(4_096))
  } catch (error) {
    throw new UsageError(`${cannotWrite(path, error)}: choose another --out`)
  } finally {
    rmSync(attempt, { force: true })
  }
}

/** A report has names that others use, too, as index.html: nothing of theirs is written over. */
function refuseStrangers(path: string): void {
  const [found] = readdirSync(path)
  if (found !== undefined)
    throw new UsageError(`${path} holds other files, as ${found}: choose an empty or a new folder for --out`)
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
