import type { MetricRef } from '../scenario/check.ts'

export type { MetricRef }

/** A stretch of time, monotonic ns. */
export interface Window {
  readonly since: number
  readonly until: number
}

export const metric = (name: string, params: MetricRef['params']): MetricRef => ({ metric: name, params })

/** A window as metrics that look at moments take it. */
export const fromTo = ({ since, until }: Window) => ({ from: since, to: until })

/** Parameter `hosts`, where hosts were named. */
export const named = (hosts: readonly string[] | undefined) => (hosts ? { hosts: [...hosts] } : {})
