import { createHash } from 'node:crypto'
import { quantile } from '../analysis/quantile.ts'

/** How quick this machine was while an execution ran. */
export interface MachineSpeed {
  /** What the piece of work took, ms of CPU: three quarters of all samples took no more. */
  readonly workMs: number
  /** The same on the machine on which the allowances of limits were measured. */
  readonly referenceMs: number
  readonly samples: number
}

/**
 * What the piece of work takes on the reference machine (2 cores of an AMD EPYC, Node 24) when nobody else uses its cores: 0.57 to
 * 0.60 ms. Beside other guests of the same host the same machine takes 0.88 to 1.0 ms, for seconds or for hours.
 */
export const REFERENCE_WORK_MS = 0.6

/** Often enough to see a slow second, at 0.4 % of one core. */
const EVERY_MS = 250

/** The first ones are slower: the code is not yet compiled. */
const WARM_UP = 5

/** The slower part counts, as what a limit is about may have fallen into it; a single stall does not. */
const SHARE = 0.75

const text = JSON.stringify(
  Array.from({ length: 300 }, (_, i) => ({ id: i, text: `host-${i}`, list: [i, i + 1] })),
)

/** What services do when many clients come at once: parsing, writing, hashing. */
function work(): void {
  for (let i = 0; i < 4; i++) {
    JSON.stringify(JSON.parse(text))
    createHash('sha256').update(text).digest()
  }
}

/**
 * Does a small piece of work four times a second, and tells in the end what it took. It is the work's own time that counts, not the time
 * for which it waited for a core: that depends on what the system under test itself is doing.
 */
export function watchMachineSpeed(): { speed(): MachineSpeed | undefined } & Disposable {
  for (let i = 0; i < WARM_UP; i++) work()
  const tookMs: number[] = []
  const timer = setInterval(() => tookMs.push(measure()), EVERY_MS)
  timer.unref()
  return {
    speed: () => speedOf(tookMs),
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** Wall-clock time counts other programs, and CPU time counts other threads of this one: the lesser of both is nearest to the work's own. */
function measure(): number {
  const cpu = process.cpuUsage()
  const from = performance.now()
  work()
  const wallMs = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  return Math.min(wallMs, (user + system) / 1_000)
}

/** @returns undefined where nothing was measured */
export function speedOf(tookMs: readonly number[]): MachineSpeed | undefined {
  const workMs = quantile(tookMs, SHARE)
  return workMs === undefined ? undefined : { workMs, referenceMs: REFERENCE_WORK_MS, samples: tookMs.length }
}
