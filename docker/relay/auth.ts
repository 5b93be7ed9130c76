import type { webcrypto } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import type { RelayOptions } from './config.ts'
import { VerifiedTokens } from './verified-tokens.ts'

export interface Identity {
  readonly role: 'host' | 'client'
  /** Of a host's token: the host id. */
  readonly sub: string | undefined
}

export type Authorise = (request: IncomingMessage) => Promise<Identity | undefined>

/**
 * Verifies the token of a request, from `Authorization: Bearer` or `?token=`; undefined without a valid one.
 * @param delayMs added to every call.
 */
export function authoriser(
  secret: string,
  delayMs: number,
  form: RelayOptions['auth'] = 'strict',
): Authorise {
  const key = crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const verified = new VerifiedTokens()
  return async (request) => {
    if (delayMs > 0) await sleep(delayMs)
    const token = tokenOf(request, form)
    if (token === undefined) return undefined
    return verified.get(token) ?? verify(token, await key, verified, form)
  }
}

async function verify(
  token: string,
  key: webcrypto.CryptoKey,
  verified: VerifiedTokens,
  form: RelayOptions['auth'],
): Promise<Identity | undefined> {
  try {
    const options = { algorithms: ['HS256'], ...(form === 'any-age' ? { currentDate: new Date(0) } : {}) }
    const payload = form === 'unsigned' ? decodeJwt(token) : (await jwtVerify(token, key, options)).payload
    const { role, sub, exp, iat = 0 } = payload
    if (form === 'issued-before-now' && iat * 1_000 > Date.now()) return undefined
    if (role !== 'host' && role !== 'client') return undefined
    const identity = { role, sub } as const
    verified.set(token, identity, exp === undefined ? Number.POSITIVE_INFINITY : exp * 1_000)
    return identity
  } catch {
    return undefined
  }
}

function tokenOf(request: IncomingMessage, form: RelayOptions['auth']): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (form === 'header-only') return bearer
  return bearer ?? new URLSearchParams(queryOf(request.url ?? '')).get('token') ?? undefined
}

function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

/** A request target without its `token` parameter: what a host may see and a log may show. */
export function withoutToken(url: string): string {
  const query = queryOf(url)
  if (query === '') return url
  const kept = query.split('&').filter((pair) => !pair.startsWith('token='))
  const path = url.slice(0, url.indexOf('?'))
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}
