import { ConfigError, type Env } from '../env.ts'

/** Name under which Sentinel watches the directory's primary. */
export const directoryMaster = 'directory'

interface HostPort {
  readonly host: string
  readonly port: number
}

/** A Sentinel, and the addresses by which the servers that it names are reached. */
export interface SentinelConfig extends HostPort {
  /** By `host:port` as Sentinel gives them. One that is not in it is reached at the address itself. */
  readonly addresses: Readonly<Record<string, HostPort>>
}

const example = '{"host":"127.0.0.1","port":26379,"addresses":{}}'

/** What `SENTINEL` says, as JSON; undefined without it. @throws ConfigError when it is malformed */
export function sentinelOf(env: Env): SentinelConfig | undefined {
  if (!env.SENTINEL) return undefined
  try {
    const { host, port, addresses = {} } = JSON.parse(env.SENTINEL) as SentinelConfig
    if (typeof host === 'string' && Number.isInteger(port)) return { host, port, addresses }
  } catch {
    // Told below.
  }
  throw new ConfigError(`SENTINEL is malformed: give it JSON such as ${example}`)
}
