import { createHash } from 'node:crypto'
import { quantile } from '../analysis/quantile.ts'
import type { EventOf } from '../journal/events.ts'

/** How quick this machine was meanwhile, as a journal records it. */
export type MachineSpeed = Omit<EventOf<'machine'>, 'at' | 'kind'>

/**
 * What the piece of work takes on the reference machine (2 cores of an AMD EPYC, Node 24) when nobody else uses its cores: 0.09 to
 * 0.10 ms. Beside other guests of the same host the same machine takes 0.15 to 0.17 ms, for seconds or for hours.
 */
export const REFERENCE_WORK_MS = 0.095

/** Often enough to see a slow second, at 0.2 to 0.5 % of one core. */
const EVERY_MS = 500

/** The first ones are slower: the code is not yet compiled. */
const WARM_UP = 20

/** The slower part counts, as what a limit is about may have fallen into it; a single stall does not. */
const SHARE = 0.75

const text = JSON.stringify(
  Array.from({ length: 300 }, (_, i) => ({ id: i, text: `host-${i}`, list: [i, i + 1] })),
)

/** What services do when many clients come at once: parsing, writing, hashing. */
function work(): void {
  JSON.stringify(JSON.parse(text))
  createHash('sha256').update(text).digest()
}

/**
 * Does a small piece of work twice a second, and tells in the end what it took. It is the work's own time that counts, not the time
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

/** So often in a row; the quickest is the one that no other thread, program or collector interrupted. */
const TIMES = 8

function measure(): number {
  const took = Array.from({ length: TIMES }, () => {
    const from = performance.now()
    work()
    return performance.now() - from
  })
  return Math.min(...took)
}

/** @returns undefined where nothing was measured */
export function speedOf(tookMs: readonly number[]): MachineSpeed | undefined {
  const workMs = quantile(tookMs, SHARE)
  return workMs === undefined ? undefined : { workMs, referenceMs: REFERENCE_WORK_MS, samples: tookMs.length }
}
