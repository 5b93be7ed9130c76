import { describe, expect, test } from 'vitest'
import { formatMs, parseDuration } from './duration.ts'

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['2s', 2_000],
    ['5.5s', 5_500],
    ['1.5m', 90_000],
    ['0s', 0],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms))

  test.each(['-1s', '2', 's', '2 s', '1h', '', '1e3ms'])('%j is refused by name', (text) => {
    expect(() => parseDuration(text)).toThrow(`duration ${JSON.stringify(text)}`)
  })
})

test.each([
  [0, '0 ms'],
  [0.087, '87 µs'],
  [12.34, '12.3 ms'],
  [650, '650 ms'],
  [4_560, '4.56 s'],
  [125_000, '2 m 05 s'],
  [Number.POSITIVE_INFINITY, 'never'],
])('formatMs(%d) is %s', (ms, text) => expect(formatMs(ms)).toBe(text))
