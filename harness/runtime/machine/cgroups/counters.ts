import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CgroupPlace, Controller } from './place.ts'

/** What a group has counted since it was made. */
export interface Counters {
  /** Periods in which it had used its quota up. */
  readonly throttled: number
  /** How often it came to its limit of memory. */
  readonly atLimit: number
  /** Processes of it that the kernel killed for memory. */
  readonly killed: number
}

/** Files that hold the counters, by version and controller. Not every kernel has each of them. */
const counterFiles: Readonly<Record<1 | 2, Readonly<Record<Controller, readonly string[]>>>> = {
  1: { cpu: ['cpu.stat'], memory: ['memory.failcnt', 'memory.oom_control'] },
  2: { cpu: ['cpu.stat'], memory: ['memory.events'] },
}

/** @param text what these files say, one after the other */
export function countersIn(text: string): Counters {
  const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
  // Version 1 has a file with the bare number.
  const failures = Number(/^(\d+)$/m.exec(text)?.[1] ?? 0)
  return {
    throttled: value('nr_throttled'),
    atLimit: Math.max(failures, value('max')),
    killed: value('oom_kill'),
  }
}

/** What a group has counted so far; nothing where it is gone. */
export async function readCounters(
  { folder, version }: Pick<CgroupPlace, 'folder' | 'version'>,
  controller: Controller,
): Promise<Counters> {
  const read = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '')
  return countersIn((await Promise.all(counterFiles[version][controller].map(read))).join(''))
}

/** What came in between. A group that is gone has counted nothing. */
export const countersSince = (first: Counters, last: Counters): Counters => ({
  throttled: Math.max(0, last.throttled - first.throttled),
  atLimit: Math.max(0, last.atLimit - first.atLimit),
  killed: Math.max(0, last.killed - first.killed),
})

/** Memory that is charged to a group, bytes; 0 where it is not told. */
export async function usedMemory({ folder, version }: CgroupPlace): Promise<number> {
  const file = version === 2 ? 'memory.current' : 'memory.usage_in_bytes'
  return Number(await readFile(join(folder, file), 'utf8').catch(() => 0))
}
