import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'

/** Mints the tokens of one run: HS256 with a secret that never leaves it. */
export interface TokenMint {
  readonly secret: string
  host(id: string): Promise<string>
  client(): Promise<string>
  /** A client's, good for one to two seconds. */
  brief(): Promise<BriefToken>
  /** Tokens with which nobody may be taken for this host, by what is wrong with them. */
  wrong(id: string): Promise<Record<WrongToken, string>>
}

export type WrongToken =
  | 'none'
  | 'forged'
  | 'expired'
  | 'of another host'
  /** Names that begin alike, or differ in their letters' case, are other names. */
  | 'of a shorter name'
  | 'of a longer name'
  | 'of a name in capitals'
  | 'of a client'

export interface BriefToken {
  readonly token: string
  /** ms since the epoch; then nobody may come in with it, not even who was let in before. */
  readonly goodUntil: number
}

/** A day outlasts every run; a token of a finished run is worthless anyway, because its secret is gone. */
const lifetime = '1d'

export function createMint(): TokenMint {
  const secret = randomBytes(32).toString('hex')
  const sign = (subject: string, role: string, { until = lifetime as string | number, by = secret } = {}) =>
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
    brief: async () => {
      const until = Math.floor(Date.now() / 1_000) + 2
      return { token: await sign('probe', 'client', { until }), goodUntil: until * 1_000 }
    },
    wrong: async (id) => ({
      none: '',
      forged: await sign(id, 'host', { by: randomBytes(32).toString('hex') }),
      expired: await sign(id, 'host', { until: '1 minute ago' }),
      'of another host': await sign('host-1', 'host'),
      'of a shorter name': await sign(id.slice(0, -1), 'host'),
      'of a longer name': await sign(`${id}0`, 'host'),
      'of a name in capitals': await sign(id.toUpperCase(), 'host'),
      'of a client': await sign('probe', 'client'),
    }),
  }
}
