import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { openAuthority } from './authority.ts'

// What Node's own OpenSSL says of them, and not the library that made them.
const authority = await openAuthority()
const own = new X509Certificate(authority.pem)
const certificates = await authority.certify(['127.0.0.1', 'api.internal'])
const read = (name: keyof typeof certificates) => new X509Certificate(certificates[name].cert)
const isSigned = (name: keyof typeof certificates) => read(name).verify(own.publicKey)
const isValidNow = ({ validFromDate, validToDate }: X509Certificate) =>
  validFromDate.getTime() < Date.now() && Date.now() < validToDate.getTime()

test('the good one is signed by the authority, valid now, and for its names and addresses alone', () => {
  const good = read('good')
  expect(own.ca).toBe(true)
  expect(good.ca).toBe(false)
  expect(isSigned('good')).toBe(true)
  expect(isValidNow(good)).toBe(true)
  expect(good.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(good.checkHost('api.internal')).toBe('api.internal')
  expect(good.checkHost('db.internal')).toBeUndefined()
  expect(good.checkPrivateKey(createPrivateKey(certificates.good.key))).toBe(true)
})

test('each bad one has its own flaw and no other', () => {
  const flaws = Object.keys(certificates).map((name) => {
    const one = name as keyof typeof certificates
    const certificate = read(one)
    return [
      name,
      {
        signed: isSigned(one),
        valid: isValidNow(certificate),
        host: certificate.checkHost('api.internal') !== undefined,
        byItself: certificate.verify(certificate.publicKey),
      },
    ]
  })
  const good = { signed: true, valid: true, host: true, byItself: false }
  expect(Object.fromEntries(flaws)).toEqual({
    good,
    expired: { ...good, valid: false },
    'not-yet-valid': { ...good, valid: false },
    'wrong-host': { ...good, host: false },
    'untrusted-root': { ...good, signed: false },
    'self-signed': { ...good, signed: false, byItself: true },
  })
  expect(read('expired').validToDate.getTime()).toBeLessThan(Date.now())
  expect(read('not-yet-valid').validFromDate.getTime()).toBeGreaterThan(Date.now())
})

test('another run has an authority of its own', async () => {
  const other = new X509Certificate((await openAuthority()).pem)
  expect(read('good').verify(other.publicKey)).toBe(false)
})
