import type { JournalEvent } from '../journal/events.ts'
import { Registry } from '../registry.ts'

/** A step series: the value holds from its moment to the next. Moments in ms after the timeline's zero. */
export type Steps = readonly (readonly [ms: number, value: number])[]

/** The axis that the panels of a timeline have in common. */
export interface PanelAxis {
  /** Milliseconds after the axis' zero of a moment, monotonic ns. */
  rel(at: number): number
  readonly from: number
  readonly to: number
  /** Width of what is counted together. */
  readonly bucketMs: number
}

/** A line of its own on the timeline of each journal that has something for it. */
export interface Panel {
  readonly name: string
  /** Place on the timeline, from the top; the probes have `PROBES_ORDER`. */
  readonly order: number
  readonly title: string
  /** What its values are called when they are read out. */
  readonly reads: string
  /** `level`: a value holds until the next. `count`: so many in each bucket of the axis. */
  readonly kind: 'level' | 'count'
  /** Pixels. */
  readonly height: number
  /** Colour of the page's palette. */
  readonly colour: 'accent' | 'warn' | 'bad' | 'ok' | 'muted'
  /** Opacity of the surface below the line. */
  readonly fill: number
  /** Empty: this journal has nothing for it. */
  steps(events: readonly JournalEvent[], axis: PanelAxis): Steps
}

export const PROBES_ORDER = 20

const registry = new Registry<Panel>('panel')

/**
 * Defines a panel of the timeline.
 * @throws UsageError when another file defines a panel of this name
 */
export function definePanel(name: string, panel: Omit<Panel, 'name'>): void {
  registry.add(name, { name, ...panel })
}

/** From the top. */
export const allPanels = (): readonly Panel[] => registry.all().toSorted((a, b) => a.order - b.order)

/** How many of these moments are in each bucket of the axis. */
export function countsOf(moments: readonly number[], axis: PanelAxis): Steps {
  const rows = emptyBuckets(axis, () => 0)
  for (const at of moments) {
    const index = bucketOf(axis.rel(at), axis)
    if (index in rows) rows[index]!++
  }
  return rows.map((count, index) => [startOf(index, axis), count] as const)
}

/** Buckets start at multiples of their width, so that one begins at the fault. */
export function emptyBuckets<T>({ from, to, bucketMs }: PanelAxis, make: () => T): T[] {
  return Array.from({ length: Math.floor(to / bucketMs) - Math.floor(from / bucketMs) + 1 }, make)
}

export const bucketOf = (ms: number, { from, bucketMs }: PanelAxis): number =>
  Math.floor(ms / bucketMs) - Math.floor(from / bucketMs)

export const startOf = (index: number, { from, bucketMs }: PanelAxis): number =>
  (Math.floor(from / bucketMs) + index) * bucketMs
