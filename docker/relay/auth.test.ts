import type { IncomingMessage } from 'node:http'
import { SignJWT } from 'jose'
import { expect, test, vi } from 'vitest'
import { authoriser } from './auth.ts'

function sign(claims: Record<string, unknown>, secret = 'secret'): Promise<string> {
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' })
  return jwt.sign(new TextEncoder().encode(secret))
}

const inQuery = (token: string): IncomingMessage =>
  ({ url: `/?a=1&token=${token}`, headers: {} }) as IncomingMessage
const inHeader = (token: string): IncomingMessage =>
  ({ url: '/', headers: { authorization: `Bearer ${token}` } }) as IncomingMessage

const authorise = authoriser('secret', 0)

test('a token is taken from the header and from the query', async () => {
  const token = await sign({ role: 'host', sub: 'h1' })
  expect(await authorise(inHeader(token))).toEqual({ role: 'host', sub: 'h1' })
  expect(await authorise(inQuery(token))).toEqual({ role: 'host', sub: 'h1' })
})

test('auth=header-only does not look at the query', async () => {
  const headerOnly = authoriser('secret', 0, 'header-only')
  const token = await sign({ role: 'host', sub: 'h1' })
  expect(await headerOnly(inHeader(token))).toEqual({ role: 'host', sub: 'h1' })
  expect(await headerOnly(inQuery(token))).toBeUndefined()
})

test('a request without a token, with another secret, algorithm or role is nobody', async () => {
  expect(await authorise({ url: '/', headers: {} } as IncomingMessage)).toBeUndefined()
  expect(await authorise(inHeader('nonsense'))).toBeUndefined()
  expect(await authorise(inHeader(await sign({ role: 'host' }, 'another secret')))).toBeUndefined()
  expect(await authorise(inHeader(await sign({ role: 'admin' })))).toBeUndefined()
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"role":"host"}')}.`
  expect(await authorise(inHeader(unsigned))).toBeUndefined()
})

test('a token that was good is not so after its expiry', async () => {
  const token = await sign({ role: 'client', exp: Math.floor(Date.now() / 1_000) + 60 })
  expect(await authorise(inHeader(token))).toBeDefined()
  vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] })
  try {
    expect(await authorise(inHeader(token))).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})
