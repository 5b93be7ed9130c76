import type { JournalEvent } from '../journal/events.ts'
import { Registry } from '../registry.ts'

/** Counts what one chart of the live page shows, out of the events as they come. */
export interface Counter {
  take(event: JournalEvent): void
  /** Names of its lines so far; a new one is added at the end. */
  lines(): readonly string[]
  /** The value of each line for the time since it was asked last. null: nothing was seen. @param seconds that have passed */
  sample(seconds: number): readonly (number | null)[]
}

/** A chart of the live page. Empty, without lines, it is not shown. One chart, one file. */
export interface LiveChart {
  readonly id: string
  /** Place on the page, from the top. */
  readonly order: number
  readonly title: string
  readonly unit: string
  /** How two neighbours become one when the page shows a longer time: counts a second are averaged, times keep the worst. */
  readonly merge: 'mean' | 'last' | 'max'
  count(): Counter
}

const registry = new Registry<LiveChart>('live chart')

/** @throws UsageError when another file defines a chart of this id */
export const defineLiveChart = (chart: LiveChart): void => registry.add(chart.id, chart)

/** From the top of the page. */
export const allLiveCharts = (): readonly LiveChart[] => registry.all().toSorted((a, b) => a.order - b.order)

/** Lines by name, of which each gets a number: how many so far, a sum, a level. At most so many; what comes later is left out. */
export class Lines {
  readonly #values = new Map<string, number>()

  get names(): readonly string[] {
    return [...this.#values.keys()]
  }

  get values(): readonly number[] {
    return [...this.#values.values()]
  }

  /** @returns false where there are too many lines already */
  add(name: string, more: number): boolean {
    if (!this.#values.has(name) && this.#values.size >= LINES_MAX) return false
    this.#values.set(name, (this.#values.get(name) ?? 0) + more)
    return true
  }

  /** All of them, and from 0 again. */
  take(): number[] {
    const values = [...this.#values.values()]
    for (const name of this.#values.keys()) this.#values.set(name, 0)
    return values
  }
}

/** Colours that the eye tells apart. */
const LINES_MAX = 8
