import { programs } from '../../docker/images.ts'
import type { Address, Runtime } from '../runtime/runtime.ts'

/** A service of a system is ready within a second; the rest is for a cold start of containers on a busy machine. */
export const readyTimeoutMs = 30_000

/** A Redis that listens at this address, as a program. @param args appended to its own */
export const redisProgram = ({ host, port }: Address, args: readonly string[]) => ({
  program: programs.redis,
  // Protected mode refuses anybody but loopback; in the containers runtime the run's own network is the fence.
  args: ['--bind', host, '--port', String(port), '--protected-mode', 'no', ...args],
})

/**
 * Reserves the one address of each service.
 * @param goesDown services that scenarios take down: a client that dials them meanwhile must be refused, not hang
 * @param regionOf where a service is to run, of several nodes
 */
export async function reserveServices<Name extends string>(
  runtime: Runtime,
  names: readonly Name[],
  goesDown: (name: Name) => boolean,
  regionOf: (name: Name) => string | undefined = () => undefined,
): Promise<Readonly<Record<Name, Address>>> {
  const reserved: [Name, Address][] = []
  for (const name of names) {
    const options = { refuseWhenDown: goesDown(name), region: regionOf(name) }
    const { main } = await runtime.reserve(name, ['main'], options)
    reserved.push([name, main!])
  }
  return Object.fromEntries(reserved) as Record<Name, Address>
}
