// What it makes certificates with asks for it, and it has to be there first.
import 'reflect-metadata'

import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

type CryptoKeyPair = webcrypto.CryptoKeyPair

/** What every client takes, and quickly made: a pair takes less than a millisecond. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export const createKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

/** Wall-clock ms. */
export interface Validity {
  readonly from: number
  readonly until: number
}

/** Who signs: the name that certificates say, and its keys. */
export interface Signer {
  readonly name: string
  readonly keys: CryptoKeyPair
}

/** The certificate of an authority, signed by itself, PEM. */
export async function signAuthority({ name, keys }: Signer, { from, until }: Validity): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return certificate.toString('pem')
}

/** Subject of every server's certificate, and issuer of one that it has signed itself. */
export const serviceName = 'gameday service'

/** The certificate of a server that is reached by these names and addresses, PEM. */
export async function signServer(
  signer: Signer,
  { publicKey }: CryptoKeyPair,
  names: readonly string[],
  { from, until }: Validity,
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${serviceName}`,
    issuer: `CN=${signer.name}`,
    publicKey,
    signingKey: signer.keys.privateKey,
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ),
    ],
  })
  return certificate.toString('pem')
}

/** A private key as PEM (PKCS #8). */
export const privatePem = async ({ privateKey }: CryptoKeyPair): Promise<string> =>
  PemConverter.encode(await crypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')
