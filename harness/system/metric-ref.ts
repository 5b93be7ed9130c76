export { type MetricRef, metric } from '../analysis/metric.ts'

/** A stretch of time, monotonic ns. */
export interface Window {
  readonly since: number
  readonly until: number
}

/** A window as metrics that look at moments take it. */
export const fromTo = ({ since, until }: Window) => ({ from: since, to: until })
