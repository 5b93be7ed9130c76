import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isOver, stateOf } from './proc.ts'
import { ledgerPath } from './state.ts'

/** A process forever: a pid is given again, with another start. */
export interface KnownProcess {
  readonly pid: number
  /** Clock ticks since boot at which it started; empty without /proc. */
  readonly started: string
}

/** A service that was started as a process, and the process that started it. */
export interface LedgerEntry extends KnownProcess {
  readonly owner: KnownProcess
}

/** Notes a service that this process has started. */
export function noteProcess(runId: string, pid: number): void {
  const path = ledgerPath(runId)
  const fields = [bootId(), ...[pid, process.pid].flatMap((one) => [one, stateOf(one)?.started || '-'])]
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, `${fields.join(' ')}\n`)
}

/** What was noted of a run since the machine started. */
export async function readLedger(runId: string): Promise<LedgerEntry[]> {
  const text = await readFile(ledgerPath(runId), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.split(' '))
  return lines
    .filter((fields) => fields.length === 5 && fields[0] === bootId())
    .map(([, pid, started, owner, ownerStarted]) => ({
      ...known(pid, started),
      owner: known(owner, ownerStarted),
    }))
}

/** Whether it still runs. Without /proc that is not told: a later process may bear its pid. */
export function stillRuns({ pid, started }: KnownProcess): boolean {
  const state = stateOf(pid)
  return state !== undefined && state.started === started && !isOver(state)
}

function known(pid = '', started = ''): KnownProcess {
  return { pid: Number(pid), started: started === '-' ? '' : started }
}

let boot: string | undefined

/** Ticks count from the start of the machine: those of an earlier one say nothing. */
function bootId(): string {
  boot ??= readBootId()
  return boot
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return '-'
  }
}
