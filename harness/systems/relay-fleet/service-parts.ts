import { type Address, redisProgram, type ServiceSpec } from '../../door.ts'

/** A service of the fleet is ready within a second; the rest is for a cold start of containers on a busy machine. */
export const readyTimeoutMs = 30_000

/** The environment that tells a service of ours where to listen. */
export const listenOn = ({ host, port }: Address) => ({ HOST: host, PORT: String(port) })

/** The fleet's Redis, at this address. @param args appended to its own */
export function redisSpec(address: Address, args: readonly string[] = []): ServiceSpec {
  return {
    name: 'redis',
    ...redisProgram(address, args),
    ports: { redis: address },
    ready: { by: 'tcp', port: 'redis', timeoutMs: readyTimeoutMs },
  }
}
