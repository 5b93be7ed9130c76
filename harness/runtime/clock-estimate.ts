/**
 * By how much two clocks may drift apart, ns a second: twice the 500 ppm by which Linux sets the pace of a clock at most (`MAXFREQ` of adjtimex(2)),
 * as both of them may be set.
 */
const DRIFT_NS_A_SECOND = 1_000_000

/** By how much the offset in use follows a better one, ns a second. Far less than a second, so that no two moments change their order. */
const FOLLOW_NS_A_SECOND = 2_000_000

const NS_A_SECOND = 1e9

/** What a question and its answer say: the other clock showed `theirs` at some moment between the two; all ns. */
export interface ClockReading {
  readonly askedAt: number
  readonly theirs: number
  readonly answeredAt: number
}

interface Range {
  readonly from: number
  readonly to: number
  /** Of this machine's clock. */
  readonly at: number
}

/** From a moment of the other clock on. */
interface Segment {
  readonly theirs: number
  readonly offset: number
  /** ns an ns. */
  readonly slope: number
}

/**
 * How far another machine's clock is ahead of this one's. Each reading says between which two values that is, and so does what was known before, made wider by
 * the most that clocks drift apart; it is in both. Where they have nothing in common the other clock was set, and the reading counts alone.
 */
export class ClockEstimate {
  #range: Range
  readonly #segments: Segment[]

  constructor(first: ClockReading) {
    this.#range = rangeOf(first)
    this.#segments = [{ theirs: first.theirs, offset: middle(this.#range), slope: 0 }]
  }

  take(reading: ClockReading): void {
    const [known, told] = [this.#knownAt(reading.answeredAt), rangeOf(reading)]
    const both = { from: Math.max(known.from, told.from), to: Math.min(known.to, told.to), at: told.at }
    const wasSet = both.from > both.to
    this.#range = wasSet ? told : both
    const [offset, wanted] = [this.#offsetAt(reading.theirs), middle(this.#range)]
    const { theirs } = reading
    // What was planned for later is replaced.
    while (this.#segments.length > 1 && this.#segments.at(-1)!.theirs >= theirs) this.#segments.pop()
    if (wasSet) {
      this.#segments.push({ theirs, offset: wanted, slope: 0 })
      return
    }
    const slope = (Math.sign(wanted - offset) * FOLLOW_NS_A_SECOND) / NS_A_SECOND
    if (slope === 0) return
    this.#segments.push({ theirs, offset, slope })
    this.#segments.push({ theirs: theirs + (wanted - offset) / slope, offset: wanted, slope: 0 })
  }

  /** A moment of the other clock as one of this machine's. */
  fromTheirs(theirs: number): number {
    return Math.round(theirs - this.#offsetAt(theirs))
  }

  /** How far `fromTheirs` may be off for a moment that is about now. */
  uncertaintyNs(now: number): number {
    const { from, to } = this.#knownAt(now)
    const offset = this.#offsetAt(now + middle(this.#range))
    return Math.max(to - offset, offset - from)
  }

  /** How far the other clock is ahead. */
  get offsetNs(): number {
    return middle(this.#range)
  }

  #knownAt(now: number): Range {
    const drifted = (Math.max(0, now - this.#range.at) / NS_A_SECOND) * DRIFT_NS_A_SECOND
    return { from: this.#range.from - drifted, to: this.#range.to + drifted, at: now }
  }

  #offsetAt(theirs: number): number {
    const {
      theirs: from,
      offset,
      slope,
    } = this.#segments.findLast((segment) => segment.theirs <= theirs) ?? this.#segments[0]!
    return offset + (slope === 0 ? 0 : slope * Math.max(0, theirs - from))
  }
}

const rangeOf = ({ askedAt, theirs, answeredAt }: ClockReading): Range => ({
  from: theirs - answeredAt,
  to: theirs - askedAt,
  at: answeredAt,
})

const middle = ({ from, to }: Range) => (from + to) / 2
