import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HarnessError } from '../../errors.ts'
import type { NetworkPlace } from '../packets/network-place.ts'
import { findProgram } from '../processes/program.ts'

/** `ip` takes a few ms. */
const IP_MS = 5_000

/**
 * Gives the device that has one address another one of the same subnet, which lasts as long as the namespace does.
 * @throws HarnessError where no device has it; MissingPartError without `ip`
 */
export async function addAddress({ enter }: NetworkPlace, known: string, added: string): Promise<void> {
  const ip = async (...words: string[]) => {
    const [program, ...rest] = [...enter, findProgram('ip'), ...words]
    return (await promisify(execFile)(program!, rest, { timeout: IP_MS })).stdout
  }
  const devices = JSON.parse(await ip('-json', '-4', 'address', 'show', 'to', known)) as readonly Device[]
  const device = devices.find(({ ifname }) => ifname)
  const prefix = device?.addr_info.find(({ local }) => local === known)?.prefixlen
  if (!device || prefix === undefined) throw new HarnessError(`no device has the address ${known}`)
  await ip('address', 'add', `${added}/${prefix}`, 'dev', device.ifname)
}

interface Device {
  readonly ifname: string
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[]
}
