import { expect, test } from 'vitest'
import { entriesOf } from './directory-source.ts'
import { entriesInRows } from './directory-sql.ts'

test('hosts and owners by turns, in pairs, or none', () => {
  expect(entriesOf(['a', 'm1', 'b', 2])).toEqual({ a: 'm1', b: '2' })
  expect(
    entriesOf([
      ['a', 'm1'],
      ['b', 'm2'],
    ]),
  ).toEqual({ a: 'm1', b: 'm2' })
  expect(entriesOf([])).toEqual({})
})

test.each([[null], ['OK'], [['a']], [['a', null]], [[['a', 'm1'], ['b']]], [['a', ['m1']]]])(
  '%j is no directory',
  (answer) => {
    expect(() => entriesOf(answer)).toThrow('the script returns no hosts and owners by turns')
  },
)

test('rows of a statement', () => {
  expect(
    entriesInRows([
      ['a', 'm1', 'more'],
      [7, 8],
    ]),
  ).toEqual({ a: 'm1', 7: '8' })
  expect(() => entriesInRows([['a', null]])).toThrow('a row has no host and owner: ["a",null]')
  expect(() => entriesInRows([['a']])).toThrow('a row has no host and owner')
})
