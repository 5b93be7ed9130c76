import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { allPids, readEnviron } from '../proc.ts'
import { ledgerPath, RUN_VARIABLE } from '../state.ts'

/** Ends every process of a run, except this one. Gives those that there were. */
export async function sweepProcesses(runId: string): Promise<Set<number>> {
  const pids = (await findProcesses(runId)).filter((pid) => pid !== process.pid)
  return new Set(pids.filter(end))
}

/** Run id of every process that has one, by pid (Linux). */
export async function markedProcesses(): Promise<Map<number, string>> {
  const prefix = `${RUN_VARIABLE}=`
  const marked = new Map<number, string>()
  const look = async (pid: number) => {
    const mark = (await readEnviron(pid))?.find((variable) => variable.startsWith(prefix))
    if (mark) marked.set(pid, mark.slice(prefix.length))
  }
  await Promise.all((await allPids()).map(look))
  return marked
}

async function findProcesses(runId: string): Promise<number[]> {
  if (process.platform !== 'linux') return fromLedger(runId)
  const marked = await markedProcesses()
  return [...marked].filter(([, id]) => id === runId).map(([pid]) => pid)
}

/** Processes of the ledger that still lead a group of their own, as every service does: others have taken over the pid. */
async function fromLedger(runId: string): Promise<number[]> {
  const text = await readFile(ledgerPath(runId), 'utf8').catch(() => '')
  const pids = text.split('\n').filter(Boolean).map(Number)
  const leaders = await Promise.all(
    pids.map(async (pid) => {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)]).catch(() => ({
        stdout: '',
      }))
      return Number(stdout) === pid
    }),
  )
  return pids.filter((_, index) => leaders[index])
}

function end(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}
