import { readdir, readFile } from 'node:fs/promises'
import { family } from './prometheus.ts'

/** When this process started, s since 1970. */
const startedSeconds = (Date.now() - process.uptime() * 1_000) / 1_000

/** The process under the names that Prometheus clients share. Descriptors are there on Linux only. */
export async function processMetrics(): Promise<string> {
  const { user, system } = process.cpuUsage()
  const [open, limit] = await Promise.all([openDescriptors(), descriptorLimit()])
  return [
    family('process_cpu_seconds_total', 'counter', 'User and system CPU time.', [
      ` ${(user + system) / 1e6}`,
    ]),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [` ${process.memoryUsage.rss()}`]),
    family('process_start_time_seconds', 'gauge', 'Start, since 1970.', [` ${startedSeconds}`]),
    family('process_open_fds', 'gauge', 'Open descriptors.', open),
    family('process_max_fds', 'gauge', 'Limit of open descriptors.', limit),
  ].join('')
}

async function openDescriptors(): Promise<string[]> {
  const names = await readdir('/proc/self/fd').catch(() => undefined)
  return names ? [` ${names.length}`] : []
}

async function descriptorLimit(): Promise<string[]> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max open files +(\d+)/m.exec(limits)?.[1]
  return soft ? [` ${soft}`] : []
}
