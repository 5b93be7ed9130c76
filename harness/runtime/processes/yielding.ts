import { writeFileSync } from 'node:fs'

/** On the scale of `nice`: a third of the weight of a session that nobody has changed; a tenth made every run of the catalogue five seconds longer. */
const YIELDING = 5
/** Half the weight: for those that give way all the time. */
const GIVING_WAY = 3
const ORDINARY = 0

/**
 * The services of a system that is being set up, and those of one that gives way all the time: they take the cores only when those of
 * other systems, which are measured meanwhile, do not need them. Linux shares its cores evenly among sessions (sched_autogroup) where no control group does, and every service leads a session of
 * its own. Changes nothing where there are no such shares, or without the right to change them quickly (root).
 */
export class Yielding {
  readonly #pids = new Set<number>()
  readonly #settled: number
  #over = false

  /** `always`: the system gives way also while it is measured. */
  constructor({ always = false } = {}) {
    this.#settled = always ? GIVING_WAY : ORDINARY
  }

  /** A service has started; once the system has settled it is like any other of it. */
  started(pid: number): void {
    if (!this.#over) this.#pids.add(pid)
    setShare(pid, this.#over ? this.#settled : YIELDING)
  }

  /** The system is measured from now on. */
  end(): void {
    this.#over = true
    for (const pid of this.#pids) setShare(pid, this.#settled)
    this.#pids.clear()
  }
}

function setShare(pid: number, nice: number): void {
  // Others may change a share ten times a second at most, so that some services would stay behind.
  if (process.getuid?.() !== 0) return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice))
  } catch {
    // No such shares here, or the process has ended.
  }
}
