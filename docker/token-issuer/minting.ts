import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { TokenIssuerConfig } from './config.ts'
import type { Minted, MintRequest } from './wire.ts'

/** Outlasts every run; with the end of the issuer its key is gone. */
const defaultLifetime = '1d'

/** A key pair of its own and what is signed with it. */
export interface Minter {
  /** The public half, as it is published. */
  readonly jwks: { readonly keys: readonly JWK[] }
  /** @throws TypeError when the request asks for what no token can have. */
  mint(request: MintRequest): Promise<Minted>
}

export async function createMinter(config: TokenIssuerConfig): Promise<Minter> {
  const { algorithm } = config.options
  const { publicKey, privateKey } = await generateKeyPair(algorithm)
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const mint = async (request: MintRequest): Promise<Minted> => {
    const { subject, claims = {}, issuer = config.issuer, audience = config.audience } = request
    const now = Math.floor(Date.now() / 1_000)
    const expires = request.expiresIn ?? defaultLifetime
    const jwt = new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
      .setIssuedAt(now)
      .setIssuer(issuer)
      .setExpirationTime(typeof expires === 'number' ? now + expires : expires)
    if (subject !== undefined) jwt.setSubject(subject)
    if (audience !== undefined) jwt.setAudience(audience)
    return { token: await jwt.sign(privateKey), kid }
  }
  return { jwks: { keys: [{ ...jwk, kid, alg: algorithm, use: 'sig' }] }, mint }
}
