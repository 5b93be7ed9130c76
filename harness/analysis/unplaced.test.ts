import { expect, test } from 'vitest'
import { journal } from './fixtures/journal.ts'
import { unplacedOf } from './unplaced.ts'

test('counted by kind, most first, each with the reason of its first', () => {
  const built = journal()
  for (const [ms, state, host] of [
    [1, 'drain', 'a'],
    [2, 'closed', 'b'],
    [3, 'closed', 'c'],
  ] as const)
    built.add(ms, { kind: 'unplaced', host, state, side: 'host', reason: `no dial of ${host} is under way` })
  expect(unplacedOf(built.events)).toEqual([
    { state: 'closed', count: 2, reason: 'no dial of b is under way' },
    { state: 'drain', count: 1, reason: 'no dial of a is under way' },
  ])
  expect(unplacedOf(journal().host(1, 'a', 'registered').events)).toEqual([])
})
