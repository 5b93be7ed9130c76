import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import { Resolver } from './resolver.ts'

/** A namespace takes milliseconds. */
const UNSHARE_MS = 5_000

let looked: Promise<string | undefined> | undefined

/** Why no service can have a DNS server of its own here; undefined where one can. Looked at once. */
export const namesMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `names of a service's own need Linux; this is ${process.platform}`
  try {
    await promisify(execFile)(findProgram('unshare'), ['--mount', '--', 'true'], { timeout: UNSHARE_MS })
    await (await Resolver.open({}))[Symbol.asyncDispose]()
    return undefined
  } catch (error) {
    return `names of a service's own need mount namespaces and port 53, as root: ${messageOf(error).trim()}`
  }
}
