import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { startNode } from '../relay/testing/service.ts'
import type { Minted } from './wire.ts'

async function startIssuer(env: Record<string, string> = {}) {
  const service = startNode('token-issuer', {
    PORT: '0',
    ISSUER: 'https://i.example',
    AUDIENCE: 'us',
    ...env,
  })
  const url = `http://127.0.0.1:${(await service.line('listening')).port}`
  const mint = async (request: object) => {
    const answer = await fetch(`${url}/token`, { method: 'POST', body: JSON.stringify(request) })
    return { status: answer.status, ...((await answer.json()) as Minted) }
  }
  return { url, mint, jwks: createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`)) }
}

/** Checked by another implementation than the one that signed. */
function isSigned(token: string, key: JsonWebKey, hash: string | undefined): boolean {
  const [head, payload, signature] = token.split('.')
  const signed = Buffer.from(`${head}.${payload}`)
  const publicKey = createPublicKey({ key, format: 'jwk' })
  const bytes = Buffer.from(signature!, 'base64url')
  return verify(hash, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)
}

test.each([
  ['RS256', 'sha256'],
  ['ES256', 'sha256'],
  ['EdDSA', undefined],
])('%s: a token is verified by the published key that it names', async (algorithm, hash) => {
  const { url, mint, jwks } = await startIssuer({ ALGORITHM: algorithm })
  const { token, kid } = await mint({ subject: 'h1', claims: { scope: 'host', n: [1] }, expiresIn: 60 })
  const { payload, protectedHeader } = await jwtVerify(token, jwks, {
    issuer: 'https://i.example',
    audience: 'us',
  })
  expect(payload).toMatchObject({ sub: 'h1', scope: 'host', n: [1] })
  expect(payload.exp! - payload.iat!).toBe(60)
  expect(protectedHeader).toMatchObject({ alg: algorithm, kid })

  const published = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] }
  expect(published.keys).toHaveLength(1)
  expect(published.keys[0]).toMatchObject({ kid, alg: algorithm, use: 'sig' })
  expect(published.keys[0]).not.toHaveProperty('d')
  expect(isSigned(token, published.keys[0]!, hash)).toBe(true)
  const other = (await mint({ subject: 'h2' })).token.split('.')[1]
  expect(isSigned(token.replace(/\.[^.]+\./, `.${other}.`), published.keys[0]!, hash)).toBe(false)
})

test('a request may ask for what does not verify: another issuer, another audience, expired', async () => {
  const { mint, jwks } = await startIssuer()
  const checked = async (request: object) =>
    jwtVerify((await mint(request)).token, jwks, { issuer: 'https://i.example', audience: 'us' }).then(
      () => 'verified',
      (error: { code: string }) => error.code,
    )
  expect(await checked({})).toBe('verified')
  expect(await checked({ expiresIn: '2h' })).toBe('verified')
  expect(await checked({ issuer: 'https://other' })).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED')
  expect(await checked({ audience: ['them'] })).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED')
  expect(await checked({ expiresIn: -1 })).toBe('ERR_JWT_EXPIRED')
})

test('two issuers have two keys', async () => {
  const [one, other] = await Promise.all([startIssuer(), startIssuer()])
  const { token } = await one.mint({})
  await expect(jwtVerify(token, other.jwks)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

test('what it cannot mint is refused by the name of the field; other paths are unknown', async () => {
  const { url, mint } = await startIssuer()
  expect(await mint({ sub: 'h1' })).toMatchObject({ status: 400, error: expect.stringContaining('"sub"') })
  expect(await mint({ expiresIn: 'soon' })).toMatchObject({ status: 400 })
  expect((await fetch(`${url}/token`)).status).toBe(404)
  const discovery = await (await fetch(`${url}/.well-known/openid-configuration`)).json()
  expect(discovery).toEqual({ issuer: 'https://i.example', jwks_uri: `${url}/.well-known/jwks.json` })
})
