import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import { mountCommand } from './own-disk.ts'

/** A mount takes milliseconds. */
const MOUNT_MS = 5_000

const TRIED_BYTES = 65_536

let looked: Promise<string | undefined> | undefined

/** Why no service can have a disk of its own here; undefined where one can. Looked at once. */
export const disksMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `disks of a service's own need Linux; this is ${process.platform}`
  try {
    findProgram('nsenter')
    const [program, ...args] = mountCommand({ folder: tmpdir(), bytes: TRIED_BYTES }, 'true')
    await promisify(execFile)(program, args, { timeout: MOUNT_MS })
    return undefined
  } catch (error) {
    return `disks of a service's own need tmpfs in a mount namespace, as root: ${messageOf(error).trim()}`
  }
}
