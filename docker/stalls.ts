/** How often a process looks whether it is run; at this a look costs a tenth of a per cent of a core. */
const EVERY_MS = 20

/** Later than this after a look was due, the process was held back. Busy machines are late by some tens of ms all the time. */
const STALLED_MS = 100

export interface Stall {
  /** End of the gap, CLOCK_MONOTONIC ns. */
  readonly at: number
  /** How long this process did not run although it was due, ms. */
  readonly ms: number
}

/**
 * Tells when this process was not run although it was due: stopped, without a core, or busy with one thing for too long. What
 * happened meanwhile it saw late. The clock goes on while a process is stopped, so that is seen when it goes on.
 * @returns stops watching
 */
export function watchStalls(onStall: (stall: Stall) => void): () => void {
  let due = now() + EVERY_MS * NS_PER_MS
  const timer = setInterval(() => {
    const at = now()
    const ms = (at - due) / NS_PER_MS
    due = at + EVERY_MS * NS_PER_MS
    if (ms > STALLED_MS) onStall({ at, ms: Math.round(ms) })
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

const NS_PER_MS = 1_000_000
const now = () => Number(process.hrtime.bigint())
