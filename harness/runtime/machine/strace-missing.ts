import { spawn } from 'node:child_process'
import { messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import { SystemCallTracer } from './system-call-tracer.ts'

let looked: Promise<string | undefined> | undefined

/** Why system calls of running programs cannot be tampered with here; undefined where they can. Looked at once. */
export const straceMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux')
    return `tampering with system calls needs Linux; this is ${process.platform}`
  let child: ReturnType<typeof spawn> | undefined
  try {
    for (const program of ['strace', 'setpriv']) findProgram(program)
    // Whether a process that is not its own may be traced is a matter of rights, and of what a container allows.
    child = spawn('sleep', ['60'], { stdio: 'ignore' })
    const tracer = await SystemCallTracer.attach(child.pid!, 'fsync', 'error=EIO', () => {})
    await tracer.detach()
    return undefined
  } catch (error) {
    return `tampering with system calls needs strace that may attach, as root: ${messageOf(error)}`
  } finally {
    child?.kill('SIGKILL')
  }
}
