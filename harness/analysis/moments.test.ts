import { expect, test } from 'vitest'
import { stampMs } from './moments.ts'

const machine = (workMs: number) => [
  { at: 1, kind: 'machine' as const, workMs, referenceMs: 0.1, samples: 9 },
]

test('stamps are late by a few milliseconds, by more on a slower machine, and by more where many happen at once', () => {
  expect(stampMs([])).toBe(5)
  expect(stampMs(machine(0.05))).toBe(5)
  expect(stampMs(machine(0.3))).toBe(15)
  expect(stampMs([], 100)).toBe(35)
  expect(stampMs(machine(0.3), 20)).toBe(15)
  expect(stampMs(machine(0.3), 100)).toBe(35)
})
