import type { Controller } from './place.ts'

/** Length of a period in which a quota of CPU counts, µs: the kernel's default. */
export const PERIOD_US = 100_000

/** A limit of one resource. */
export type Limit =
  /** Share of one core, at least 0.01: the kernel takes no quota below 1 ms a period. */
  | { readonly controller: 'cpu'; readonly quota: number }
  /** Bytes beyond what is taken already. */
  | { readonly controller: 'memory'; readonly room: number }

interface Write {
  readonly file: string
  readonly text: string
  /** A kernel without it does without it. */
  readonly optional?: true
}

/** What to write into the files of a group, in this order, to limit it. */
export function limitWrites(version: 1 | 2, limit: Limit): readonly Write[] {
  if (limit.controller === 'cpu') {
    const quota = String(Math.round(limit.quota * PERIOD_US))
    if (version === 2) return [{ file: 'cpu.max', text: `${quota} ${PERIOD_US}` }]
    return [
      { file: 'cpu.cfs_period_us', text: String(PERIOD_US) },
      { file: 'cpu.cfs_quota_us', text: quota },
    ]
  }
  // What a process has had before stays charged to where it was.
  const text = String(limit.room)
  // What is swapped out would not count.
  return version === 2
    ? [
        { file: 'memory.swap.max', text: '0', optional: true },
        { file: 'memory.max', text },
      ]
    : [
        { file: 'memory.swappiness', text: '0', optional: true },
        { file: 'memory.limit_in_bytes', text },
      ]
}

/** What to write so that nothing is limited any more. */
export function freeWrites(version: 1 | 2, controller: Controller): readonly Write[] {
  if (controller === 'cpu')
    return version === 2
      ? [{ file: 'cpu.max', text: `max ${PERIOD_US}` }]
      : [{ file: 'cpu.cfs_quota_us', text: '-1' }]
  return version === 2
    ? [{ file: 'memory.max', text: 'max' }]
    : [{ file: 'memory.limit_in_bytes', text: '-1' }]
}
