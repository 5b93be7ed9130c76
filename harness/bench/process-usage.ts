import { readFileSync } from 'node:fs'
import { shell } from '../../docker/shell.ts'

/** Kernel ticks a second, the unit of times in /proc. */
const ticksPerSecond = Number(await shell()`getconf CLK_TCK`)

/** User and system time of all threads of a process so far, seconds; steps of one tick, usually 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name and may hold anything; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory of a process, bytes. Buffers of its sockets in the kernel are not in it. */
export function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kib) * 1_024
}
