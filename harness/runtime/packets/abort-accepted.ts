import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HarnessError, messageOf } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import type { Service } from '../runtime.ts'
import { networkPlaceOf } from './network-place.ts'

/** ss takes milliseconds for a thousand sockets. */
const SS_MS = 5_000

/**
 * Has the kernel abort (`SOCK_DESTROY`) every established connection to a port of a service.
 * @returns how many it destroyed
 * @throws HarnessError when the service has no port, or the kernel refuses
 */
export async function abortAccepted(service: Service): Promise<number> {
  const { enter, shared } = await networkPlaceOf(service)
  const ports = Object.values(service.spec.ports)
  if (ports.length === 0) throw new HarnessError(`${service.name} listens at no port`)
  const sources = ports.flatMap(({ host, port }, index) => [
    ...(index > 0 ? ['or'] : []),
    ...(shared ? ['src', `${host}:${port}`] : ['sport', '=', `:${port}`]),
  ])
  const argv = [...enter, findProgram('ss'), '-KHnt', 'state', 'established', '(', ...sources, ')']
  try {
    const { stdout } = await promisify(execFile)(argv[0]!, argv.slice(1), {
      timeout: SS_MS,
      maxBuffer: 2 ** 26,
    })
    return stdout.split('\n').filter((line) => line.trim() !== '').length
  } catch (error) {
    throw new HarnessError(`sockets of ${service.name} could not be aborted: ${messageOf(error)}`)
  }
}
