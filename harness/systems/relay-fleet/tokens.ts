import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'

/** Mints the tokens of one run: HS256 with a secret that never leaves it. */
export interface TokenMint {
  readonly secret: string
  host(id: string): Promise<string>
  client(): Promise<string>
}

/** A day outlasts every run; a token of a finished run is worthless anyway, because its secret is gone. */
const lifetime = '1d'

export function createMint(): TokenMint {
  const secret = randomBytes(32).toString('hex')
  const key = new TextEncoder().encode(secret)
  const sign = (subject: string, role: string) =>
    new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(key)
  return { secret, host: (id) => sign(id, 'host'), client: () => sign('probe', 'client') }
}
