import { expect, test } from 'vitest'
import { matcher, parseRules } from './rules.ts'

test('the first rule that fits by method and path', () => {
  const match = matcher([
    { method: 'GET', path: '/users/me' },
    { method: 'GET', path: '/users/:id' },
    { path: '/files/*' },
  ])
  expect(match('GET', '/users/me')).toBe(0)
  expect(match('GET', '/users/7')).toBe(1)
  expect(match('POST', '/users/7')).toBe(-1)
  expect(match('GET', '/users/7/keys')).toBe(-1)
  expect(match('PUT', '/files/a/b')).toBe(2)
})

test.each([
  [{}, 'expected array'],
  [[{ path: 'x' }], '[0].path'],
  [[{ path: '/(' }], '[0].path'],
  [[{ path: '/x', method: 'get' }], '[0].method'],
  [[{ path: '/x', status: 100 }], '[0].status'],
  [[{ path: '/x', delayMs: -1 }], '[0].delayMs'],
  [[{ path: '/x', answer: 1 }], 'answer'],
])('%j is refused by the name of what does not fit', (value, text) => {
  expect(() => parseRules(value)).toThrow(text)
})
