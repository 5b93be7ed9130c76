import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { hasCapability } from '../../setup/capabilities.mjs'
import { findProgram } from '../processes/program.ts'

/** nft takes a few ms. */
const NFT_MS = 5_000

let looked: Promise<string | undefined> | undefined

/** Why this machine has no packet faults, and what to do; undefined where it has. Looked at once. */
export const packetsMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `packet faults need Linux; this is ${process.platform}`
  if (!hasCapability('CAP_NET_ADMIN'))
    return 'packet faults need CAP_NET_ADMIN: run gameday as root, or `gameday run --private-network`'
  try {
    for (const program of ['nft', 'ss', 'nsenter']) findProgram(program)
    // A table with an owner is gone when the command that made it ends.
    const probe = `add table ip gameday_probe_${process.pid} { flags owner; }`
    await promisify(execFile)(findProgram('nft'), [probe], { timeout: NFT_MS })
    return undefined
  } catch (error) {
    return `packet faults need nftables, CAP_NET_ADMIN and a kernel of 5.12 or later: ${saidBy(error)}`
  }
}

/** What nft said, in its first line, or why it could not be asked. */
function saidBy(error: unknown): string {
  const { stderr = '' } = error as { readonly stderr?: string }
  return stderr.trim() === '' ? messageOf(error) : stderr.trim().split('\n')[0]!
}
