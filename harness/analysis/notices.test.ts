import { expect, test } from 'vitest'
import { noticesOf, whyWeak } from './notices.ts'

test('a limit with work in it notices what lies beyond both, in scenario time', () => {
  const notices = noticesOf({
    op: '<=',
    limit: 550 + 200,
    design: 5_500,
    uncertainty: 50,
    factor: 0.1,
    counts: false,
  })
  expect(notices).toEqual({ from: 8_000, factor: 1.455 })
  expect(whyWeak(notices, 0.1)).toBeUndefined()
  expect(whyWeak(notices, 1)).toBeUndefined()
})

test('a limit of 2.5 s that lets 15 s pass is weak', () => {
  const notices = noticesOf({
    op: '<=',
    limit: 250 + 1_250,
    design: 2_500,
    uncertainty: 0,
    factor: 0.1,
    counts: false,
  })
  expect(notices).toEqual({ from: 15_000, factor: 6 })
  expect(whyWeak(notices, 0.1)).toBe(
    "it would notice no less than 6 times the design's limit, and the goal is 3",
  )
})

test('a count notices the next one; of a limit of none no factor can be told', () => {
  expect(noticesOf({ op: '<=', limit: 10, design: 10, uncertainty: 0, factor: 1, counts: true })).toEqual({
    from: 11,
    factor: 1.1,
  })
  expect(noticesOf({ op: '==', limit: 0, design: 0, uncertainty: 0, factor: 1, counts: true })).toEqual({
    from: 1,
    factor: null,
  })
  expect(noticesOf({ op: '>=', limit: 10, design: 10, uncertainty: 0, factor: 1, counts: true })).toEqual({
    from: 9,
    factor: 0.9,
  })
})
