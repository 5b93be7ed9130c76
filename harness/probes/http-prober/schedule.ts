const NS_PER_MS = 1_000_000

/**
 * Widest grid, in ms, on which phases are laid. Probes of one grid point share one wake-up of the process, and on a
 * virtual machine a wake-up costs more than the request.
 */
const GRID_MS_MAX = 20

/** Grid points in a cadence at least, so that a short cadence is still spread. */
const POINTS_PER_CADENCE = 4

/** Distance of the grid's points in ms: a quarter of the cadence, in whole milliseconds (what a timer can tell apart), 1 to 20. */
export function gridMs(cadenceMs: number): number {
  return Math.max(1, Math.min(GRID_MS_MAX, Math.floor(cadenceMs / POINTS_PER_CADENCE)))
}

/**
 * When each target is due: every cadence at its own fixed phase, the phases spread evenly over the cadence.
 * Depends on the clock alone, never on answers: that is what makes the prober open loop.
 */
export class Schedule {
  readonly #phases: readonly number[]
  readonly #cadenceNs: number
  readonly #startNs: number
  #target = 0
  #round = 0

  /** @param startNs monotonic ns of the first probe; the grid is laid from there. */
  constructor(targets: number, cadenceMs: number, startNs: number) {
    const gridNs = gridMs(cadenceMs) * NS_PER_MS
    this.#cadenceNs = Math.round(cadenceMs * NS_PER_MS)
    this.#startNs = startNs
    this.#phases = Array.from(
      { length: targets },
      (_, i) => Math.floor((i * this.#cadenceNs) / targets / gridNs) * gridNs,
    )
  }

  /** Due time (ns) of the probe that comes next; Infinity without targets. */
  get nextDue(): number {
    const phase = this.#phases[this.#target]
    if (phase === undefined) return Number.POSITIVE_INFINITY
    return this.#startNs + this.#round * this.#cadenceNs + phase
  }

  /** Index of the target that comes next; moves on to the one after it. */
  take(): number {
    const target = this.#target++
    if (this.#target >= this.#phases.length) {
      this.#target = 0
      this.#round++
    }
    return target
  }
}
