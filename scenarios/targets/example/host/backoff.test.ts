import { expect, test } from 'vitest'
import { reconnectDelay, replacedDelay } from './backoff.ts'

const almostOne = 1 - Number.EPSILON

test.each([
  [0, 100],
  [1, 200],
  [3, 800],
  [4, 1_000],
  [2_000, 1_000],
])('after %i failures: between the floor and %i ms', (failures, longest) => {
  expect(reconnectDelay(failures, 0)).toBe(50)
  expect(reconnectDelay(failures, 0.5)).toBe((50 + longest) / 2)
  expect(reconnectDelay(failures, almostOne)).toBeCloseTo(longest)
})

test('a host that was replaced waits for the upper half of the ceiling', () => {
  expect([replacedDelay(0), replacedDelay(1)]).toEqual([500, 1_000])
})
