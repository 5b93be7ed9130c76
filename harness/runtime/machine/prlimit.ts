import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { HarnessError, messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'

/** prlimit takes milliseconds. */
const PRLIMIT_MS = 5_000

/** Why limits of running programs cannot be changed here; undefined where they can. */
export async function prlimitMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux')
    return `limits of running programs need Linux; this is ${process.platform}`
  try {
    findProgram('prlimit')
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Soft limit of open descriptors of a process, as the kernel says. @throws HarnessError when it is gone */
export async function descriptorLimit(pid: number): Promise<number> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '')
  const soft = /^Max open files +(\d+) /m.exec(limits)?.[1]
  if (soft === undefined) throw new HarnessError(`the limits of process ${pid} cannot be read: it is gone`)
  return Number(soft)
}

/** Sets it, live; the hard limit stays. What is open stays open. @throws HarnessError with the command's own words */
export async function setDescriptorLimit(pid: number, soft: number): Promise<void> {
  try {
    await promisify(execFile)(findProgram('prlimit'), [`--pid=${pid}`, `--nofile=${soft}:`], {
      timeout: PRLIMIT_MS,
    })
  } catch (error) {
    throw new HarnessError(`the descriptor limit of process ${pid} cannot be set: ${messageOf(error)}`)
  }
}
