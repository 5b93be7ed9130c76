import { readFile } from 'node:fs/promises'
import { capture } from '../capture.ts'

/** Whether the kernel has stopped a process (SIGSTOP). Asked of /proc on Linux, of `ps` elsewhere. */
export async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The command name in parentheses may contain anything; the state comes after it.
  const state = stat === undefined ? await askPs(pid) : stat.slice(stat.lastIndexOf(')') + 2)
  return state.startsWith('T')
}

async function askPs(pid: number): Promise<string> {
  const env = { PATH: process.env.PATH ?? '' }
  return (await capture(['ps', '-o', 'state=', '-p', String(pid)], { env })).stdout.trim()
}
