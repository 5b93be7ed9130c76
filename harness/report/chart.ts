import type { JudgedCheck } from '../analysis/recompute.ts'
import type { Timeline } from '../analysis/timeline.ts'
import type { Header, JournalEvent } from '../journal/events.ts'
import { unlessLeftOut } from '../journal/left-out.ts'
import { Registry } from '../registry.ts'
import type { Markup } from './html/html.ts'

/** What a chart is made of. */
export interface Charted {
  readonly events: readonly JournalEvent[]
  /** Its axis: 0 is the first fault. */
  readonly timeline: Timeline
  /** Computed again from the same events. */
  readonly checks: readonly JudgedCheck[]
}

/** Where a chart is drawn. */
export interface ChartPlace<Data> {
  /** Unique in the page; ids within the chart begin with it. */
  readonly id: string
  readonly timeline: Timeline
  readonly header: Header | undefined
  /** What the same chart has of the broken variants, to be drawn beside the current version. */
  readonly beside: readonly { readonly variant: string; readonly data: Data }[]
}

/** A chart of the report, below the timeline of each variant. */
export interface Chart<Data = unknown> {
  readonly name: string
  /** Place among the charts, from the top. */
  readonly order: number
  /** Shown of broken variants, too, where there is no other version to show it beside. */
  readonly everyVariant: boolean
  /** Plain data; undefined: this journal has nothing for it. The journal itself is forgotten before anything is drawn. */
  data(charted: Charted): Data | undefined
  draw(data: Data, place: ChartPlace<Data>): Markup
}

const registry = new Registry<Chart>('chart')

/**
 * Defines a chart: from now on it is in the report of each journal that has something for it.
 * @throws UsageError when another file defines a chart of this name
 */
export function defineChart<Data>(name: string, chart: Omit<Chart<Data>, 'name'>): void {
  registry.add(name, { name, ...chart } as Chart as never)
}

/** In their order on the page. */
export const allCharts = (): readonly Chart[] => registry.all().toSorted((a, b) => a.order - b.order)

/** What the charts have of one journal, by their names. */
export type ChartData = Readonly<Record<string, unknown>>

export function chartDataOf(charted: Charted): ChartData {
  const all = allCharts().map(
    (chart) => [chart.name, unlessLeftOut(charted.events, () => chart.data(charted))] as const,
  )
  return Object.fromEntries(all.filter(([, data]) => data !== undefined))
}
