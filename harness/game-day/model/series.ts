import type { JournalEvent } from '../../journal/events.ts'
import { allLiveCharts, type Counter, type LiveChart } from '../chart.ts'
import type { Chart, Points } from '../protocol.ts'

/** Narrowest bucket, ms: in a shorter time a count a second jumps by more than there is to see. */
const BUCKET_MS = 500
/** Buckets that are kept. Past them, two neighbours become one, so that any length of time takes the same room. */
const BUCKETS_MAX = 2_000

interface Kept {
  readonly chart: LiveChart
  readonly counter: Counter
  lines: readonly string[]
  /** One row per bucket. */
  rows: (readonly (number | null)[])[]
}

/** The values of all charts over time, in buckets of one width. */
export class Series {
  readonly #kept: Kept[] = allLiveCharts().map((chart) => ({
    chart,
    counter: chart.count(),
    lines: [],
    rows: [],
  }))
  /** Ends of the buckets, ms. */
  #at: number[] = []
  #bucketMs = BUCKET_MS
  #from = 0

  take(event: JournalEvent): void {
    for (const { counter } of this.#kept) counter.take(event)
  }

  /**
   * Ends the bucket, if its time has come. @param now ms
   * @returns `all`: everything has to be told again, as lines came or buckets were joined
   */
  tick(now: number): 'nothing' | 'one more' | 'all' {
    if (now - this.#from < this.#bucketMs) return 'nothing'
    const seconds = (now - this.#from) / 1_000
    let isNew = false
    for (const kept of this.#kept) {
      kept.rows.push(kept.counter.sample(seconds))
      const lines = kept.counter.lines()
      isNew ||= lines.length !== kept.lines.length
      kept.lines = [...lines]
    }
    this.#at.push(now)
    this.#from = now
    if (this.#at.length <= BUCKETS_MAX) return isNew ? 'all' : 'one more'
    this.#join()
    return 'all'
  }

  /** Those that have something to show. */
  charts(): Chart[] {
    return this.#shown().map(({ chart: { id, title, unit }, lines }) => ({ id, title, unit, lines }))
  }

  /** @param last only so many of the newest buckets; all where it is left out */
  points(last = this.#at.length): Record<string, Points> {
    const at = last === 0 ? [] : this.#at.slice(-last)
    return Object.fromEntries(
      this.#shown().map(({ chart, lines, rows }) => {
        const own = last === 0 ? [] : rows.slice(-last)
        return [
          chart.id,
          { at, values: lines.map((_, line) => own.map((row) => rounded(row[line] ?? null))) },
        ]
      }),
    )
  }

  #shown(): Kept[] {
    return this.#kept.filter(({ lines }) => lines.length > 0)
  }

  #join(): void {
    this.#bucketMs *= 2
    // An odd one at the beginning stays as it is.
    const odd = this.#at.length % 2
    const pairs = Math.floor(this.#at.length / 2)
    const halve = <T>(all: readonly T[], join: (a: T, b: T) => T): T[] => [
      ...all.slice(0, odd),
      ...Array.from({ length: pairs }, (_, pair) => join(all[odd + 2 * pair]!, all[odd + 2 * pair + 1]!)),
    ]
    this.#at = halve(this.#at, (_, later) => later)
    for (const kept of this.#kept) {
      const join = joins[kept.chart.merge]
      kept.rows = halve(kept.rows, (a, b) => b.map((value, line) => joined(a[line] ?? null, value, join)))
    }
  }
}

const joins: Record<LiveChart['merge'], (a: number, b: number) => number> = {
  mean: (a, b) => (a + b) / 2,
  last: (_, b) => b,
  max: Math.max,
}

const joined = (a: number | null, b: number | null, join: (a: number, b: number) => number) =>
  a === null ? b : b === null ? a : join(a, b)

/** To a tenth: more digits nobody sees, and they are most of a message. */
const rounded = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
