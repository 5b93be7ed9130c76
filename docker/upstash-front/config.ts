import { type Env, parseCommon, required } from '../env.ts'

export interface UpstashFrontConfig {
  readonly host: string
  readonly port: number
  readonly redisUrl: string
  /** The one bearer token that is let in; it may do everything. */
  readonly token: string
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseUpstashFrontConfig(env: Env): UpstashFrontConfig {
  const { host, port } = parseCommon(env)
  return {
    host,
    port,
    redisUrl: required(env, 'REDIS_URL', /^rediss?:\/\//, 'a URL such as redis://127.0.0.1:6379'),
    token: required(env, 'UPSTASH_TOKEN', /^\S+$/, 'the token that clients present'),
  }
}
