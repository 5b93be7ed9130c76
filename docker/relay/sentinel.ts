import { ConfigError, type Env } from '../env.ts'
import type { SentinelConfig } from './wire.ts'

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
