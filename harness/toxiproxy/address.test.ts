import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from './address.ts'
import { defaultProxyHost, resolveListen } from './listen.ts'
import { servicePort } from './service-ports.ts'

test.each([
  ['localhost:80', 'localhost', 80],
  [':80', '', 80],
  ['[::1]:80', '::1', 80],
  ['[]:80', '', 80],
  ['0.0.0.0:0', '0.0.0.0', 0],
  ['a:', 'a', 0],
  [':', '', 0],
  ['a:00080', 'a', 80],
  ['a:+80', 'a', 80],
  ['a:http', 'a', 80],
  ['a:HTTPS', 'a', 443],
])('%s', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port })
})

test.each([
  ['', 'address : missing port in address'],
  ['80', 'address 80: missing port in address'],
  ['a', 'address a: missing port in address'],
  ['::1:80', 'address ::1:80: too many colons in address'],
  ['a:80:80', 'address a:80:80: too many colons in address'],
  ['[::1]', 'address [::1]: unexpected brackets in address'],
  ['[::1:80', 'address [::1:80: unexpected brackets in address'],
  ['[::1]x:80', 'address [::1]x:80: unexpected brackets in address'],
  ['a:65536', 'address 65536: invalid port'],
  ['a:-1', 'address -1: invalid port'],
  ['a:99999999999999999999', 'address 99999999999999999999: invalid port'],
  ['a:no-such', 'lookup tcp/no-such: unknown port'],
  ['a:8 0', 'lookup tcp/8 0: unknown port'],
])('%j is none', (text, why) => {
  expect(() => parseAddress(text)).toThrow(why)
})

test('formats what it parses', () => {
  for (const text of ['a:1', '[::]:2', ':3']) expect(formatAddress(parseAddress(text))).toBe(text)
})

test('services are those of the machine, and the well-known ones', () => {
  expect([servicePort('ssh'), servicePort('constructor'), servicePort('')]).toEqual([
    22,
    undefined,
    undefined,
  ])
})

test.each([
  ['', '127.0.0.1', 0],
  [':80', '127.0.0.1', 80],
  ['LocalHost:080', '127.0.0.1', 80],
  ['0.0.0.0:80', '0.0.0.0', 80],
  ['[::]:80', '::', 80],
])('%s is listened on at %s', async (text, host, port) => {
  expect(await resolveListen(text, '127.0.0.1')).toEqual({ host, port })
})

test.each(['127.1:80', '2130706433:80', '0x7f.1:80', '0177.0.0.1:80', '127.0.0.1.:80', 'localhost\0.x:80'])(
  '%j is no host',
  async (text) => {
    await expect(resolveListen(text, '127.0.0.1')).rejects.toThrow(/^listen tcp: lookup .*: no such host$/)
  },
)

test('a proxy that names no host listens where the API does', () => {
  expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].map(defaultProxyHost)).toEqual(
    Array(4).fill('127.0.0.1'),
  )
  expect(['0.0.0.0', '::', '10.0.0.1'].map(defaultProxyHost)).toEqual(['0.0.0.0', '::', '10.0.0.1'])
})
