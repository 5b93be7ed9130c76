import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readLedger, stillRuns } from '../ledger.ts'
import { forgetClock } from '../machine/settable-clock.ts'
import { allPids, familyOf, isOver, readEnviron, stateOf } from '../proc.ts'
import { isAlive, readRun } from '../runs.ts'
import { RUN_VARIABLE } from '../state.ts'
import { readMark, runOfMark } from './mark.ts'

/**
 * Ends every process of a run but this one and a harness that still lives. Gives those that there were.
 * @param owner only what this process has started
 */
export async function sweepProcesses(runId: string, owner?: number): Promise<Set<number>> {
  const found = await (process.platform === 'linux' ? onLinux(runId, owner) : elsewhere(runId, owner))
  const harness = await readRun(runId)
  const spared = new Set([process.pid, ...(harness && isAlive(harness) ? [harness.pid] : [])])
  return new Set([...found].flatMap(([pid, started]) => (!spared.has(pid) && end(pid, started) ? pid : [])))
}

/** Run id of every process that has one in its environment, by pid (Linux). */
export async function markedProcesses(): Promise<Map<number, string>> {
  const marked = new Map<number, string>()
  const look = async (pid: number) => {
    const runId = await runInEnviron(pid)
    if (runId) marked.set(pid, runId)
  }
  await Promise.all((await allPids()).map(look))
  return marked
}

async function runInEnviron(pid: number): Promise<string | undefined> {
  const prefix = `${RUN_VARIABLE}=`
  const variable = (await readEnviron(pid))?.find((one) => one.startsWith(prefix))
  return variable?.slice(prefix.length)
}

/**
 * By three signs, as each alone may be missing: the mark (no `prlimit`), the environment (overwritten, or left behind), and
 * the ledger with what descends from its services.
 */
async function onLinux(runId: string, owner: number | undefined): Promise<Map<number, string>> {
  const [pids, ledger] = await Promise.all([allPids(), readLedger(runId)])
  const run = runOfMark(runId)
  const bears = async (pid: number) => {
    const mark = await readMark(pid)
    if (mark?.run === run) return owner === undefined || mark.owner === owner
    return owner === undefined && (await runInEnviron(pid)) === runId
  }
  const bearing = await Promise.all(pids.map(bears))
  const own = ledger.filter((entry) => owner === undefined || entry.owner.pid === owner)
  for (const entry of own) if (stillRuns(entry) || stateOf(entry.pid) === undefined) forgetClock(entry.pid)
  const running = own.filter(stillRuns).map(({ pid }) => pid)
  const found = [...pids.filter((_, index) => bearing[index]), ...(await familyOf(running, pids))]
  // One that has ended and that nobody buries is no process any more, though it keeps its limits.
  return new Map(
    found.flatMap((pid) => {
      const state = stateOf(pid)
      return state !== undefined && !isOver(state) ? [[pid, state.started] as const] : []
    }),
  )
}

/** Services of the ledger that still lead a group of their own, as each does: others have taken over the pid. */
async function elsewhere(runId: string, owner: number | undefined): Promise<Map<number, string>> {
  const entries = await readLedger(runId)
  const pids = entries
    .filter((entry) => owner === undefined || entry.owner.pid === owner)
    .map(({ pid }) => pid)
  const groupOf = async (pid: number) => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)])
    return Number(stdout)
  }
  const groups = await Promise.all(pids.map((pid) => groupOf(pid).catch(() => undefined)))
  return new Map(pids.flatMap((pid, index) => (groups[index] === pid ? [[pid, ''] as const] : [])))
}

/** @param started as it was found, empty without /proc: a process may have ended meanwhile, and its pid been given to a stranger */
function end(pid: number, started: string): boolean {
  try {
    if (started !== '' && stateOf(pid)?.started !== started) return false
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}
