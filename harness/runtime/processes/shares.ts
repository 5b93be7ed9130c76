import { writeFileSync } from 'node:fs'
import type { Share } from '../runtime.ts'

/** On the scale of `nice`. A tenth of the weight (10) during the set-up made every run of the catalogue five seconds longer. */
const niceOf: Readonly<Record<Share, number>> = { third: 5, half: 3, whole: 0 }

/**
 * The services of a system, which leave cores to those of other systems that are measured meanwhile: a third of the weight until
 * another share is set. Linux shares its cores evenly among sessions (sched_autogroup) where no control group does, and every service
 * leads a session of its own. Changes nothing where there are no such shares, or without the right to change them quickly (root).
 */
export class Shares {
  readonly #pids = new Set<number>()
  #share: Share = 'third'

  /** A service has started; it gets the share of the others. */
  started(pid: number): void {
    this.#pids.add(pid)
    setNice(pid, niceOf[this.#share])
  }

  ended(pid: number): void {
    this.#pids.delete(pid)
  }

  /** All services, and those that start later. */
  set(share: Share): void {
    if (share === this.#share) return
    this.#share = share
    for (const pid of this.#pids) setNice(pid, niceOf[share])
  }
}

function setNice(pid: number, nice: number): void {
  // Others may change a share ten times a second at most, so that some services would stay behind.
  if (process.getuid?.() !== 0) return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice))
  } catch {
    // No such shares here, or the process has ended.
  }
}
