import { expect, test } from 'vitest'
import { withoutToken } from './auth.ts'
import { endToEnd, flatten } from './headers.ts'
import { parseHostTarget } from './http-routes.ts'

test.each([
  ['/hosts/h1/echo?a=1', { hostId: 'h1', rest: '/echo?a=1' }],
  ['/hosts/h1', { hostId: 'h1', rest: '/' }],
  ['/hosts/h1?a=1', { hostId: 'h1', rest: '/?a=1' }],
  ['/hosts/h%201/', { hostId: 'h 1', rest: '/' }],
  ['/hosts/', undefined],
  ['/hosts/%zz/', undefined],
  ['/host/h1/', undefined],
])('parseHostTarget(%j)', (url, target) => {
  expect(parseHostTarget(url)).toEqual(target)
})

test.each([
  ['/a?token=x', '/a'],
  ['/a?b=1&token=x&c=2', '/a?b=1&c=2'],
  ['/a?mytoken=x', '/a?mytoken=x'],
  ['/a', '/a'],
])('withoutToken(%j) is %j', (url, expected) => {
  expect(withoutToken(url)).toBe(expected)
})

test('endToEnd drops what belongs to the connection, named headers included', () => {
  const headers = {
    connection: 'close, X-Hop',
    'x-hop': '1',
    'keep-alive': 'timeout=5',
    'x-end': '2',
    host: 'a',
  }
  expect(endToEnd(headers, 'host')).toEqual({ 'x-end': '2' })
})

test('flatten joins repeated headers', () => {
  expect(flatten({ a: ['1', '2'], b: '3' })).toEqual({ a: '1, 2', b: '3' })
})
