import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HarnessError, messageOf } from '../../errors.ts'
import type { NetworkPlace } from './network-place.ts'

const limit = '/proc/sys/net/ipv4/icmp_ratelimit'

/**
 * Has a container's namespace send every ICMP message: by default Linux sends "unreachable" to one address once a second, and the dials in between
 * would hang in place of being refused. On loopback there is no limit. The setting goes with the namespace.
 * @throws HarnessError with the system's own words
 */
export async function liftIcmpLimit({ enter, shared }: NetworkPlace): Promise<void> {
  if (shared) return
  const [program, ...args] = [...enter, 'sh', '-c', `echo 0 > ${limit}`]
  try {
    await promisify(execFile)(program!, args)
  } catch (error) {
    throw new HarnessError(`the limit of ICMP messages cannot be lifted: ${messageOf(error)}`)
  }
}
