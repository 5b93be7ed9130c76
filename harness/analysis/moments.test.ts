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

test('and as late again as moments of other machines may be off', () => {
  const clock = (node: string, uncertaintyNs: number) => ({
    ...{ at: 2, kind: 'clock' as const, node, offsetNs: 2e9 },
    uncertaintyNs,
  })
  expect(stampMs([...machine(0.3), clock('node-1', 4e5), clock('node-2', 15e5)])).toBe(16.5)
})
