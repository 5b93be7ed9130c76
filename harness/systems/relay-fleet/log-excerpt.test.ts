import { expect, test } from 'vitest'
import { withNext } from './log-excerpt.ts'

const line = (text: string, stream: 'stdout' | 'stderr' = 'stdout') => ({ text, stream })
const lines = [
  line('drain failed'),
  line('a request', 'stderr'),
  line('  Error: ECONNREFUSED'),
  line('  at connect'),
  line('drain failed'),
  line('  Error: READONLY'),
]

test('a line alone, where its reason stands in it', () => {
  expect(withNext(lines, 'drain failed', 0)).toEqual(['drain failed', 'drain failed'])
})

test('with the next lines of its stream, and not those of the next one', () => {
  expect(withNext(lines, 'drain failed', 1)).toEqual([
    'drain failed\n  Error: ECONNREFUSED',
    'drain failed\n  Error: READONLY',
  ])
  expect(withNext(lines, 'drain failed', 5)).toEqual([
    'drain failed\n  Error: ECONNREFUSED\n  at connect',
    'drain failed\n  Error: READONLY',
  ])
})
