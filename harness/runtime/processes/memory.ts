import { HarnessError } from '../../errors.ts'
import { capture } from '../capture.ts'
import { readResident } from '../proc.ts'

/**
 * Resident memory of a process, bytes. Asked of /proc on Linux, of `ps` elsewhere.
 * @throws HarnessError when it is gone
 */
export async function residentBytes(pid: number): Promise<number> {
  const bytes = (await readResident(pid)) ?? (await askPs(pid))
  if (!(bytes > 0)) throw new HarnessError(`the memory of process ${pid} cannot be read: it is gone`)
  return bytes
}

async function askPs(pid: number): Promise<number> {
  const env = { PATH: process.env.PATH ?? '' }
  return Number((await capture(['ps', '-o', 'rss=', '-p', String(pid)], { env })).stdout.trim()) * 1_024
}
