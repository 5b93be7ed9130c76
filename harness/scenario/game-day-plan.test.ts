import { expect, test } from 'vitest'
import { gameDayPlan, readPlan } from './game-day-plan.ts'

test('is what was written, with its defaults', () => {
  const plan = gameDayPlan({ at: '2s', inject: 'trickle', on: 'a-b', with: { bytes: 1, every: '1s' } })
  expect(readPlan('plan.ts', plan)).toEqual([
    { at: '2s', inject: 'trickle', on: 'a-b', with: { bytes: '1', every: '1s' }, hidden: false },
  ])
})

test.each([
  [undefined, 'plan.ts: its default export is no plan'],
  [[{ inject: 'kill', on: 'a' }], 'plan.ts: 0.at'],
  [[{ at: 'soon', inject: 'kill', on: 'a' }], 'plan.ts: 0.at: duration "soon"'],
  [[{ at: '1s', inject: 'kill', on: 'a', hiden: true }], 'plan.ts: 0: Unrecognized key: "hiden"'],
])('%j is refused', (value, words) => expect(() => readPlan('plan.ts', value)).toThrow(words))
