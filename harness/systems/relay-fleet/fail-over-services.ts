import { programs } from '../../../docker/images.ts'
import { directoryMaster } from '../../../docker/relay/wire.ts'
import {
  type Address,
  formatAddress,
  linkAddress,
  linkName,
  type ReservedLinks,
  type ServiceSpec,
} from '../../door.ts'
import { readyTimeoutMs, redisSpec } from './service-parts.ts'

/** The primary is taken for dead after so long without an answer, scenario time; never less real time than a busy machine may keep it waiting. */
const downAfterMs = 5_000
const downAfterLeastMs = 1_000

/** What Sentinel gives a fail-over before it begins another, real ms. It takes 1 to 3 s, of its own once-a-second looks. */
const failOverTimeoutMs = 30_000

/** A whole copy goes from memory to memory: nothing is written to a folder, and a replica need not wait for others. */
const copying = ['--repl-diskless-sync-delay', '0', '--repl-diskless-load', 'swapdb']

/** Sentinel must know servers by the address at which clients reach them. */
const announced = ({ host, port }: Address) => [
  '--replica-announce-ip',
  host,
  '--replica-announce-port',
  String(port),
]

/** The directory's first primary, which Sentinel makes a replica when it comes back too late. */
export const primarySpec = (address: Address): ServiceSpec =>
  redisSpec(address, [...copying, ...announced(address)])

/** A copy of the directory, ready when it has everything. */
export function replicaSpec(address: Address, primary: Address): ServiceSpec {
  const from = ['--replicaof', primary.host, String(primary.port)]
  return {
    ...redisSpec(address, [...copying, ...announced(address), ...from]),
    name: 'redis-2',
    ready: {
      by: 'log',
      pattern: /MASTER <-> REPLICA sync: Finished with success/,
      timeoutMs: readyTimeoutMs,
    },
  }
}

/** One Sentinel, whose word is enough. */
export function sentinelSpec(address: Address, primary: Address, factor: number): ServiceSpec {
  const downAfter = Math.max(downAfterLeastMs, downAfterMs * factor)
  const lines = [
    `bind ${address.host}`,
    `port ${address.port}`,
    'protected-mode no',
    // Where services are known by name.
    'sentinel resolve-hostnames yes',
    'sentinel announce-hostnames yes',
    `sentinel monitor ${directoryMaster} ${primary.host} ${primary.port} 1`,
    `sentinel down-after-milliseconds ${directoryMaster} ${downAfter}`,
    `sentinel failover-timeout ${directoryMaster} ${failOverTimeoutMs}`,
  ]
  return {
    name: 'sentinel',
    program: programs.redisSentinel,
    args: ['{files}/sentinel.conf', '--sentinel'],
    files: { 'sentinel.conf': `${lines.join('\n')}\n` },
    ports: { sentinel: address },
    ready: { by: 'tcp', port: 'sentinel', timeoutMs: readyTimeoutMs },
  }
}

/** What tells a relay of Sentinel, and by which link it reaches each server that Sentinel may name. */
export function sentinelEnv(
  relay: string,
  links: ReservedLinks,
  services: Readonly<Record<string, Address>>,
): Record<string, string> {
  const by = (to: string) => {
    const { host, port } = linkAddress(links, linkName(relay, to))
    return { host, port }
  }
  const addresses = Object.fromEntries(
    ['redis', 'redis-2'].map((name) => [formatAddress(services[name]!), by(name)]),
  )
  return { SENTINEL: JSON.stringify({ ...by('sentinel'), addresses }) }
}
