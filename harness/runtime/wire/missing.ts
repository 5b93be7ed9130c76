import { execFile } from 'node:child_process'
import { access, constants, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { messageOf } from '../../errors.ts'
import { packetsMissing } from '../packets/missing.ts'
import { findProgram } from '../processes/program.ts'

/** nft takes a few ms. */
const NFT_MS = 5_000

let looked: Promise<string | undefined> | undefined

/** Why packets cannot be sent through a wire here, and what to do; undefined where they can. Looked at once. */
export const wireMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  const missing = await packetsMissing()
  if (missing !== undefined) return missing
  try {
    for (const program of ['socat', 'ip']) findProgram(program)
    // Without the driver, opening it fails, too.
    await (await open('/dev/net/tun', 'r+')).close()
    await access('/proc/sys/net/ipv4/conf/lo/accept_local', constants.W_OK)
    await nft(`add table netdev NAME { flags owner; }`, chain('ingress'), chain('egress'))
    return undefined
  } catch (error) {
    return `a wire needs /dev/net/tun, settings of the network that can be written, and nftables that sends packets to a device: ${messageOf(error).split('\n')[0]}`
  }
}

/** Its rule is for an address that nobody has. A table with an owner is gone when the command that made it ends. */
const chain = (hook: string) =>
  `add chain netdev NAME ${hook} { type filter hook ${hook} device "lo" priority 0; }; add rule netdev NAME ${hook} ip saddr 127.255.255.254 fwd to "lo"`

async function nft(...commands: readonly string[]): Promise<void> {
  const script = commands.join('; ').replaceAll('NAME', `gameday_probe_${process.pid}`)
  await promisify(execFile)(findProgram('nft'), [script], { timeout: NFT_MS })
}
