import { expect, test } from 'vitest'
import { canonicalAddress, defaultProxyHost, formatAddress, parseAddress } from './address.ts'

test.each([
  ['localhost:80', 'localhost', 80],
  [':80', '', 80],
  ['[::1]:80', '::1', 80],
  ['0.0.0.0:0', '0.0.0.0', 0],
])('%s', (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port })
})

test.each(['', '80', 'a', 'a:', 'a:b', '::1:80', 'a:65536', 'a:-1', 'a:80:80'])('%j is none', (text) => {
  expect(parseAddress(text)).toBeUndefined()
})

test('formats what it parses', () => {
  for (const text of ['a:1', '[::]:2', ':3']) expect(formatAddress(parseAddress(text)!)).toBe(text)
})

test.each([
  [':80', '127.0.0.1:80'],
  ['localhost:80', '127.0.0.1:80'],
  ['LocalHost:80', '127.0.0.1:80'],
  ['127.0.0.1:080', '127.0.0.1:80'],
  ['0.0.0.0:80', '0.0.0.0:80'],
  ['[::]:80', '[::]:80'],
  ['nonsense', 'nonsense'],
])('%s is %s', (text, expected) => {
  expect(canonicalAddress(text, '127.0.0.1')).toBe(expected)
})

test('a proxy that names no host listens where the API does', () => {
  expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].map(defaultProxyHost)).toEqual(
    Array(4).fill('127.0.0.1'),
  )
  expect(['0.0.0.0', '::', '10.0.0.1'].map(defaultProxyHost)).toEqual(['0.0.0.0', '::', '10.0.0.1'])
})
