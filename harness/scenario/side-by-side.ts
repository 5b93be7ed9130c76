import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 20

/** Which others may run beside one: all but those that want to be undisturbed; those of its own kind; none. */
export type Company = 'any' | 'alike' | 'none'

/** Longest wait for a place: all that may run before, on a slow machine. */
export const placeTimeoutMs = 900_000

/**
 * For so long one that wants to be undisturbed lets others begin, which keeps all places in use until the last of them: those undisturbed
 * come last in a run. After it nobody else begins any more, so that it gets its place in a run of many repetitions too.
 */
const defaultPatienceMs = 60_000

interface PlaceOptions {
  readonly company: Company
  readonly signal: AbortSignal
  readonly patienceMs?: number | undefined
}

/** Takes a place among the executions of a run, which several worker processes execute. */
export const takePlace = (
  runDir: string,
  { company, signal, patienceMs = defaultPatienceMs }: PlaceOptions,
): Promise<Disposable> => take(join(placesOf(runDir), 'executions'), { company, signal, patienceMs })

/**
 * Takes the one place of a run for setting a system up. Processes that start take all the cores they can get; two systems that
 * start at once would delay what the executions beside them are measuring.
 */
export const takeSetUp = (runDir: string, signal: AbortSignal): Promise<Disposable> =>
  take(join(placesOf(runDir), 'set-up'), { company: 'none', signal })

/**
 * Who wants to be undisturbed waits until the others have left, and in the end lets none of them begin. Places are folders,
 * which only one process can make, named after the company wanted and the process, so that those of a dead one do not count.
 */
async function take(dir: string, { company, signal, patienceMs = 0 }: PlaceOptions): Promise<Disposable> {
  mkdirSync(dir, { recursive: true })
  const impatientAt = performance.now() + patienceMs
  const own = `${company}-${process.pid}`
  /** Those there that cannot run beside this one. */
  const inTheWay = () =>
    readdirSync(dir).filter(
      (name) => name !== own && isAlive(name) && (company === 'none' || !name.startsWith(company)),
    )
  const undisturbed = (names: readonly string[]) => names.some((name) => !name.startsWith('any'))
  const leave = () => rmSync(join(dir, own), { recursive: true, force: true })
  const mayStand = () => company === 'any' || inTheWay().length === 0 || performance.now() >= impatientAt
  for (;;) {
    // Two that want to be undisturbed must not both wait for the other's mark to go.
    if (mayStand() && !undisturbed(inTheWay())) {
      mkdirSync(join(dir, own), { recursive: true })
      const others = inTheWay()
      if (others.length === 0) return { [Symbol.dispose]: leave }
      const rivals = undisturbed(others)
      if (company === 'any' || rivals) leave()
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
