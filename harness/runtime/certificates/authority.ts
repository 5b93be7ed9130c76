import { type Flaw, flaws, GOOD } from './flaws.ts'
import type { Signer, Validity } from './sign.ts'

/** Private key and certificate, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** What a service can present: a certificate without a flaw, and one with each. */
export type Certificates = Readonly<Record<typeof GOOD | Flaw, KeyPair>>

/** A certificate authority of one run: what clients of its services trust, and nobody else. */
export interface Authority {
  /** Its certificate. */
  readonly pem: string
  /** Certificates for a service. @param names by which clients reach it: host names and addresses */
  certify(names: readonly string[]): Promise<Certificates>
}

const DAY_MS = 24 * 3_600_000

/** Clocks of clients may be off, by `jumpClock` for one; no run takes a week. */
const validNow = (): Validity => ({ from: Date.now() - DAY_MS, until: Date.now() + 7 * DAY_MS })

/** Where nobody is: `.invalid` is no domain of anybody (RFC 2606). */
const elsewhere = 'wrong-host.invalid'

/** Opens an authority. Its private key stays in this process. */
export async function openAuthority(): Promise<Authority> {
  // A tenth of a second to load, which few systems need.
  const { createKeys, privatePem, serviceName, signAuthority, signServer } = await import('./sign.ts')
  const own: Signer = { name: 'gameday run', keys: await createKeys() }
  const stranger: Signer = { name: 'stranger', keys: await createKeys() }
  const pem = await signAuthority(own, { ...validNow(), from: Date.now() - 90 * DAY_MS })
  return {
    pem,
    certify: async (names) => {
      const keys = await createKeys()
      const key = await privatePem(keys)
      const now = validNow()
      const sign = {
        [GOOD]: () => signServer(own, keys, names, now),
        expired: () =>
          signServer(own, keys, names, { from: now.from - 30 * DAY_MS, until: Date.now() - DAY_MS }),
        'not-yet-valid': () => signServer(own, keys, names, { from: Date.now() + DAY_MS, until: now.until }),
        'wrong-host': () => signServer(own, keys, [elsewhere], now),
        'untrusted-root': () => signServer(stranger, keys, names, now),
        'self-signed': () => signServer({ name: serviceName, keys }, keys, names, now),
      } as const satisfies Record<keyof Certificates, () => Promise<string>>
      const all = [GOOD, ...flaws] as const
      const pairs = all.map(async (name) => [name, { key, cert: await sign[name]() }] as const)
      return Object.fromEntries(await Promise.all(pairs)) as unknown as Certificates
    },
  }
}
