import type { IncomingMessage } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { constants } from './constants.ts'

export interface Identity {
  readonly subject: string
  readonly scope: unknown
}

/** Why a request is not let in: 401 for a token that is no good, 503 when the issuer's keys cannot be had. */
export class Refused extends Error {
  readonly status: 401 | 503

  constructor(status: 401 | 503, message: string) {
    super(message)
    this.status = status
  }
}

export type Verify = (request: IncomingMessage) => Promise<Identity>

/** Verifies bearer tokens with the issuer's published keys, which are fetched when needed and kept. The result throws Refused. */
export function verifier(jwksUrl: string, issuer: string, audience: string): Verify {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: constants.keysMs })
  return async (request) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw new Refused(401, 'no_token')
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, requiredClaims: ['sub', 'exp'] })
      return { subject: String(payload.sub), scope: payload.scope }
    } catch (error) {
      throw isTokensFault(error) ? new Refused(401, 'bad_token') : new Refused(503, 'issuer_unavailable')
    }
  }
}

function isTokensFault(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code)
  return /^ERR_(JW[TS]_|JWKS_NO_MATCHING_KEY|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED)/.test(code)
}
