import { expect, test } from 'vitest'
import { findPattern, parsePattern } from './pattern.ts'

const find = (text: string, pattern: string) => findPattern(Buffer.from(text, 'hex'), parsePattern(pattern))

test.each([
  ['00 88 05 03 e9 00', '88??03e9', { at: 1, complete: true }],
  ['88', '88??03e9', { at: 0, complete: false }],
  ['01 88 88 88', '88??03e9', { at: 2, complete: false }],
  ['88 88 00 03 e9', '88??03e9', { at: 1, complete: true }],
  ['00 01 02 03', '88??03e9', undefined],
  ['61 61 61 62', '616162', { at: 1, complete: true }],
  ['61 61', '616162', { at: 0, complete: false }],
  ['00 01', '????', { at: 0, complete: true }],
  ['00', '????', { at: 0, complete: false }],
  ['00 01 aa', '??aa', { at: 1, complete: true }],
  ['00 01', '??aa', { at: 1, complete: false }],
  ['aa', '??aa', { at: 0, complete: false }],
  ['', '88', undefined],
])('in %s finds %s', (bytes, pattern, expected) => {
  expect(find(bytes.replaceAll(' ', ''), pattern)).toEqual(expected)
})

test('agrees with comparing every place, on short random streams', () => {
  let state = 1
  const draw = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  for (let round = 0; round < 3_000; round++) {
    const bytes = Buffer.from(Array.from({ length: draw(12) }, () => draw(2)))
    const pattern = Array.from({ length: 1 + draw(5) }, () => (draw(3) === 0 ? undefined : draw(2)))
    expect(findPattern(bytes, pattern), `${bytes.toString('hex')} / ${pattern}`).toEqual(
      naive(bytes, pattern),
    )
  }
})

function naive(bytes: Buffer, pattern: readonly (number | undefined)[]) {
  for (let at = 0; at < bytes.length; at++) {
    const here = pattern.slice(0, bytes.length - at)
    if (here.every((byte, i) => byte === undefined || byte === bytes[at + i]))
      return { at, complete: here.length === pattern.length }
  }
  return undefined
}

test.each(['8', '8g', '?', '?8', '88?', 'zz'])('%s is no pattern', (text) => {
  expect(parsePattern(text)).toEqual([])
})
