import type { FigureRef } from '../scenario/check.ts'

export type { FigureRef }

/** A stretch of time, monotonic ns. */
export interface Window {
  readonly since: number
  readonly until: number
}

export const figure = (name: string, params: FigureRef['params']): FigureRef => ({ figure: name, params })

/** A window as figures that look at moments take it. */
export const fromTo = ({ since, until }: Window) => ({ from: since, to: until })

/** Parameter `hosts`, where hosts were named. */
export const named = (hosts: readonly string[] | undefined) => (hosts ? { hosts: [...hosts] } : {})
