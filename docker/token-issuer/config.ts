import { type Env, parseCommon, parseOptions } from '../env.ts'

export const tokenIssuerOptionValues = {
  /** Of the key pair that is made at the start. */
  algorithm: ['RS256', 'ES256', 'EdDSA'],
} as const

export type Algorithm = (typeof tokenIssuerOptionValues.algorithm)[number]

export interface TokenIssuerConfig {
  readonly host: string
  readonly port: number
  readonly algorithm: Algorithm
  /** `iss` of every token that asks for none. A name: nobody connects to it. */
  readonly issuer: string
  /** `aud` of every token that asks for none. */
  readonly audience: string | undefined
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseTokenIssuerConfig(env: Env): TokenIssuerConfig {
  const { host, port } = parseCommon(env)
  return {
    host,
    port,
    ...parseOptions(env, tokenIssuerOptionValues),
    issuer: env.ISSUER || 'https://issuer.gameday.test',
    audience: env.AUDIENCE || undefined,
  }
}
