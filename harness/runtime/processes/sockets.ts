import { MissingPartError } from '../../errors.ts'
import { capture } from '../capture.ts'
import { readDescriptors, readSockets } from '../proc.ts'
import type { SocketTable } from '../runtime.ts'
import { rowsOfSs, socketTable } from '../socket-table.ts'

/** Every TCP socket but those in TIME_WAIT, which belong to nobody; numbers, no names; with inodes. */
const command = ['ss', '-Htane', 'exclude', 'time-wait'] as const

/** Whether `ss` (iproute2) is there, once that is known. */
let hasSs = true

/**
 * Sockets of a process of this machine. It shares the machine's network namespace, whose table in /proc holds every connection of the last
 * minute: 16,000 of them took 50 to 90 ms of CPU to read. `ss` has the kernel leave those out and takes 12 ms.
 * @throws MissingPartError on a system without /proc
 */
export async function socketsOf(pid: number): Promise<SocketTable> {
  if (process.platform !== 'linux')
    throw new MissingPartError(
      `socket states of local processes need Linux's /proc, which ${process.platform} does not have: use --runtime containers`,
    )
  if (hasSs) {
    const { code, stdout } = await capture(command, { env: { PATH: process.env.PATH ?? '' } })
    if (code === 0) return socketTable({ rows: rowsOfSs(stdout), descriptors: readDescriptors(pid) })
    hasSs = false
  }
  return socketTable(await readSockets(pid))
}
