import { expect, test } from 'vitest'
import { checkVerdict, whyInconclusive } from './check.ts'

const ms = (observed: number | null, resolution = 0) => ({ observed, resolution, unit: 'ms' })

test.each([
  [ms(100), '<=', 100, 'passed'],
  [ms(101), '<=', 100, 'failed'],
  [ms(99), '>=', 100, 'failed'],
  [ms(101), '==', 100, 'failed'],
  [ms(null, 500), '<=', 100, 'failed'],
] as const)('%j %s %d: %s', (value, op, limit, verdict) => {
  expect(checkVerdict(value, op, limit)).toBe(verdict)
})

test.each([
  [ms(568, 310), '<=', 400],
  [ms(98, 2), '>=', 100],
  [ms(102, 2), '==', 100],
] as const)('%j %s %d is broken by no more than what is not known', (value, op, limit) => {
  expect(checkVerdict(value, op, limit)).toBe('inconclusive')
  expect(whyInconclusive(value, op, limit)).toMatch(/no more than the uncertainty of ± \d+ ms/)
})

test('a limit that is kept is kept, however uncertain the figure; one that is broken by more than that is broken', () => {
  expect(checkVerdict(ms(390, 310), '<=', 400)).toBe('passed')
  expect(checkVerdict(ms(711, 310), '<=', 400)).toBe('failed')
})

test('a figure that cannot be told says why', () => {
  const value = { ...ms(null), reason: 'nobody probed' }
  expect(checkVerdict(value, '<=', 100)).toBe('inconclusive')
  expect(whyInconclusive(value, '<=', 100)).toBe('nobody probed')
})
