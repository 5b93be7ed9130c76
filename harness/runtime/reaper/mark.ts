import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * A mark that a process passes on to everything that it starts and that none of them takes off: the soft limit of file locks
 * (RLIMIT_LOCKS). The kernel has not looked at it since Linux 2.4, keeps it over fork, exec, setsid and a change of the
 * user, and shows it of every process to everybody (docs/decisions/0011-a-mark-that-stays.md).
 */

/** Pids have 22 bits (PID_MAX_LIMIT); 40 of the run's hash before them stay well below "unlimited". */
const PID_BITS = 22n
const RUN_BITS = 40n

export interface Mark {
  readonly run: bigint
  /** The process that was marked, and passed its mark on. */
  readonly owner: number
}

/** Which run a mark speaks of. */
export function runOfMark(runId: string): bigint {
  const hash = createHash('sha256').update(runId).digest().readBigUInt64BE()
  // The highest bit is set, so that no limit that somebody chose is taken for a mark.
  return (hash >> (64n - RUN_BITS)) | (1n << (RUN_BITS - 1n))
}

/** Marks this process. False where that cannot be done: no `prlimit` (util-linux), a kernel that refuses. */
export function markThisProcess(runId: string): Promise<boolean> {
  return setLimit(process.pid, String((runOfMark(runId) << PID_BITS) | BigInt(process.pid)))
}

/** Takes the mark off a process: it belongs to no run. */
export function unmark(pid: number): Promise<boolean> {
  return setLimit(pid, 'unlimited')
}

/** Mark of a process; undefined when it has none, is gone, or the system has no /proc. */
export async function readMark(pid: number): Promise<Mark | undefined> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '')
  const value = /^Max file locks +(\d+) /m.exec(limits)?.[1]
  if (value === undefined) return undefined
  const [run, owner] = [BigInt(value) >> PID_BITS, BigInt(value) & ((1n << PID_BITS) - 1n)]
  return run >> (RUN_BITS - 1n) === 1n ? { run, owner: Number(owner) } : undefined
}

/** The hard limit stays as it is: a run inside another one sets its own mark, also without rights. */
async function setLimit(pid: number, soft: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  try {
    await promisify(execFile)('prlimit', [`--pid=${pid}`, `--locks=${soft}:`])
    return true
  } catch {
    return false
  }
}
