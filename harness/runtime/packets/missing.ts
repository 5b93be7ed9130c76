import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'

/** nft takes a few ms. */
const NFT_MS = 5_000

/** Its bit in /proc/PID/status; source: include/uapi/linux/capability.h of Linux. */
const CAP_NET_ADMIN = 12n

let looked: Promise<string | undefined> | undefined

/** Why this machine has no packet faults, and what to do; undefined where it has. Looked at once. */
export const packetsMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `packet faults need Linux; this is ${process.platform}`
  if (!has(CAP_NET_ADMIN))
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

function has(capability: bigint): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return ((BigInt(`0x${effective ?? '0'}`) >> capability) & 1n) === 1n
}

/** What nft said, in its first line, or why it could not be asked. */
function saidBy(error: unknown): string {
  const { stderr = '' } = error as { readonly stderr?: string }
  return stderr.trim() === '' ? messageOf(error) : stderr.trim().split('\n')[0]!
}
