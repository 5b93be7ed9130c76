import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'

/** Mints the tokens of one run: HS256 with a secret that never leaves it. */
export interface TokenMint {
  readonly secret: string
  host(id: string): Promise<string>
  client(): Promise<string>
  /** Tokens with which nobody may be taken for this host, by what is wrong with them. */
  wrong(id: string): Promise<Record<WrongToken, string>>
}

export type WrongToken = 'none' | 'forged' | 'expired' | 'of another host' | 'of a client'

/** A day outlasts every run; a token of a finished run is worthless anyway, because its secret is gone. */
const lifetime = '1d'

export function createMint(): TokenMint {
  const secret = randomBytes(32).toString('hex')
  const sign = (subject: string, role: string, { until = lifetime, by = secret } = {}) =>
    new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(until)
      .sign(new TextEncoder().encode(by))
  return {
    secret,
    host: (id) => sign(id, 'host'),
    client: () => sign('probe', 'client'),
    wrong: async (id) => ({
      none: '',
      forged: await sign(id, 'host', { by: randomBytes(32).toString('hex') }),
      expired: await sign(id, 'host', { until: '1 minute ago' }),
      'of another host': await sign('host-1', 'host'),
      'of a client': await sign('probe', 'client'),
    }),
  }
}
