import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 20
const aloneMark = 'alone'

/** Longest wait for a place: all that may run before, on a slow machine. */
export const placeTimeoutMs = 900_000

/**
 * For so long one that wants to be alone lets others begin, which keeps all places in use until the last of them: those alone come
 * last in a run. After it nobody begins any more, so that it gets its place in a run of many repetitions too.
 */
const defaultPatienceMs = 60_000

interface PlaceOptions {
  readonly alone: boolean
  readonly signal: AbortSignal
  readonly patienceMs?: number | undefined
}

/** Takes a place among the executions of a run, which several worker processes execute: side by side with others, or alone. */
export const takePlace = (
  runDir: string,
  { alone, signal, patienceMs = defaultPatienceMs }: PlaceOptions,
): Promise<Disposable> => take(join(placesOf(runDir), 'executions'), { alone, signal, patienceMs })

/**
 * Takes the one place of a run for setting a system up. Processes that start take all the cores they can get; two systems that
 * start at once would delay what the executions beside them are measuring.
 */
export const takeSetUp = (runDir: string, signal: AbortSignal): Promise<Disposable> =>
  take(join(placesOf(runDir), 'set-up'), { alone: true, signal })

/**
 * Who wants to be alone waits until those who are there have left, and in the end lets nobody else begin. Places are folders,
 * which only one process can make, named after the process, so that those of a dead one do not count.
 */
async function take(dir: string, { alone, signal, patienceMs = 0 }: PlaceOptions): Promise<Disposable> {
  mkdirSync(dir, { recursive: true })
  const impatientAt = performance.now() + patienceMs
  const own = `${alone ? aloneMark : 'beside'}-${process.pid}`
  const others = () => readdirSync(dir).filter((name) => name !== own && isAlive(name))
  const mustWait = () => others().some((name) => alone || name.startsWith(aloneMark))
  const leave = () => rmSync(join(dir, own), { recursive: true, force: true })
  const mayStand = () => !alone || others().length === 0 || performance.now() >= impatientAt
  for (;;) {
    // Two that want to be alone must not both wait for the other's mark to go.
    if (mayStand() && !others().some((name) => name.startsWith(aloneMark))) {
      mkdirSync(join(dir, own), { recursive: true })
      if (!mustWait()) return { [Symbol.dispose]: leave }
      const rivals = others().some((name) => name.startsWith(aloneMark))
      if (!alone || rivals) leave()
      if (rivals) await sleep(Math.random() * pollMs, undefined, { signal })
    }
    try {
      await sleep(pollMs, undefined, { signal })
    } catch (error) {
      leave()
      throw error
    }
  }
}

/** Removes what the places of a run were kept in. */
export const forgetPlaces = (runDir: string): void =>
  rmSync(placesOf(runDir), { recursive: true, force: true })

const placesOf = (runDir: string) => join(runDir, '.places')

function isAlive(name: string): boolean {
  const pid = Number(name.slice(name.lastIndexOf('-') + 1))
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
