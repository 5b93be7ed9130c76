import { defineServiceConfig } from '../service-config.ts'

export const tokenIssuerOptionValues = {
  /** Of the key pair that is made at the start. */
  algorithm: ['RS256', 'ES256', 'EdDSA'],
} as const

export type TokenIssuerConfig = ReturnType<typeof parseTokenIssuerConfig>

export const { parse: parseTokenIssuerConfig } = defineServiceConfig({
  options: tokenIssuerOptionValues,
  own: (env) => ({
    /** `iss` of every token that asks for none. A name: nobody connects to it. */
    issuer: env.ISSUER || 'https://issuer.gameday.test',
    /** `aud` of every token that asks for none. */
    audience: env.AUDIENCE || undefined,
  }),
})
