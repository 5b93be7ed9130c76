import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lives, stateOf } from '../runtime/proc.ts'

const pollMs = 20

/** Longest wait for a place: all that may run before, on a slow machine. */
export const slotTimeoutMs = 900_000

/**
 * For so long one that finds no room lets lighter ones begin, which keeps the machine in use. After it nobody else begins any more,
 * so that it gets its place in a run of many repetitions too.
 */
const defaultPatienceMs = 60_000

export interface SlotOptions {
  /** What it puts on the machine, and how much of that the machine bears at once. More than that is all of it: it runs alone. */
  readonly load: number
  readonly budget: number
  readonly signal: AbortSignal
  readonly patienceMs?: number | undefined
}

/** Takes a place among the executions of a run, which several worker processes execute. */
export const takeSlot = (runDir: string, options: SlotOptions): Promise<Disposable> =>
  take(join(slotsOf(runDir), 'executions'), options)

/**
 * Takes the one place of a run for setting a system up. Processes that start take all the cores they can get; two systems that
 * start at once would delay what the executions beside them are measuring.
 */
export const takeSetUp = (runDir: string, signal: AbortSignal): Promise<Disposable> =>
  take(join(slotsOf(runDir), 'set-up'), { load: 1, budget: 1, signal, patienceMs: slotTimeoutMs })

/** Who is there (`run`), or has lost patience and waits for room (`claim`). */
interface Mark {
  readonly kind: string
  readonly load: number
  readonly pid: number
}

/**
 * Waits until there is room. Places are folders, which only one process can make, named after the load and the process (pid and
 * start), so that those of a dead one do not count.
 */
async function take(dir: string, options: SlotOptions): Promise<Disposable> {
  const { budget, signal, patienceMs = defaultPatienceMs } = options
  const load = Math.min(options.load, budget)
  mkdirSync(dir, { recursive: true })
  const impatientAt = performance.now() + patienceMs
  const started = stateOf(process.pid)?.started ?? ''
  const path = (kind: string) => join(dir, `${kind}-${load}-${process.pid}-${started}`)
  const mark = (kind: string) => void mkdirSync(path(kind), { recursive: true })
  const unmark = (kind: string) => rmSync(path(kind), { recursive: true, force: true })
  const hasRoom = (claims: boolean) => {
    // Of two that have lost patience, one goes first.
    const counts = ({ kind, pid }: Mark) => kind === 'run' || !claims || pid < process.pid
    const taken = othersIn(dir).filter(counts)
    return taken.reduce((sum, one) => sum + one.load, load) <= budget
  }
  try {
    for (;;) {
      const claims = performance.now() >= impatientAt
      if (claims) mark('claim')
      if (hasRoom(claims)) {
        mark('run')
        // Two that saw the same room both leave it again.
        if (hasRoom(claims)) {
          unmark('claim')
          return { [Symbol.dispose]: () => unmark('run') }
        }
        unmark('run')
        await sleep(Math.random() * pollMs, undefined, { signal })
      }
      await sleep(pollMs, undefined, { signal })
    }
  } catch (error) {
    unmark('claim')
    unmark('run')
    throw error
  }
}

function othersIn(dir: string): Mark[] {
  return readdirSync(dir)
    .map((name) => name.split('-'))
    .map(([kind, load, pid, started]) => ({ kind: kind!, load: Number(load), pid: Number(pid), started }))
    .filter(({ pid, started }) => pid !== process.pid && lives(pid, started))
}

/** Removes what the places of a run were kept in. */
export const removeSlots = (runDir: string): void => rmSync(slotsOf(runDir), { recursive: true, force: true })

const slotsOf = (runDir: string) => join(runDir, '.slots')
