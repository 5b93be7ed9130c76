import fc from 'fast-check'
import { expect, test } from 'vitest'
import { absolutePath, shortPath, stepsOf } from './path-data.ts'

const at = fc.integer({ min: -200, max: 12_000 }).map((tenths) => tenths / 10)
const drawn = fc.oneof(
  at.map((x) => `H${x}`),
  at.map((y) => `V${y}`),
  fc.tuple(at, at).map(([x, y]) => `L${x} ${y}`),
)
const part = fc
  .tuple(fc.tuple(at, at), fc.array(drawn, { maxLength: 8 }), fc.boolean())
  .map(([[x, y], steps, isClosed]) => `M${x} ${y}${steps.join('')}${isClosed ? 'Z' : ''}`)
const paths = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''))

test('a short path leads over the same points', () => {
  fc.assert(
    fc.property(paths, (d) => {
      expect(stepsOf(shortPath(d))).toEqual(stepsOf(d))
    }),
  )
})

test('what is shortened can be written out again', () => {
  fc.assert(
    fc.property(paths, (d) => {
      expect(absolutePath(shortPath(d))).toBe(absolutePath(d))
    }),
  )
})

test('is written as SVG has it', () => {
  expect(shortPath('M40.1 24H236.3V68.5L230 68.6ZM12 3.5H12.4')).toBe(
    'm40.1 24h196.2v44.5l-6.3 .1zm-28.1-20.5h.4',
  )
  expect(absolutePath('m1 2h.5v-1l-1.5-.5z')).toBe('M1 2H1.5V1L0 0.5Z')
})

test('a path that is closed goes on where it began', () => {
  expect(stepsOf('M5 5H9V9Zm1 1')).toEqual([
    ['M', 5, 5],
    ['H', 9, 5],
    ['V', 9, 9],
    ['Z', 5, 5],
    ['M', 6, 6],
  ])
})
