import { expect, it } from 'vitest'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { ownClock } from '../machine-clock.ts'
import { fromEngineTime } from './engine-time.ts'

const hour = 3_600_000 * NS_PER_MS

it('turns a wall time into a monotonic one', () => {
  const at = now()
  const text = new Date(Date.now() - 5_000).toISOString()
  const turned = fromEngineTime(text, ownClock, at - hour, at + hour)
  expect(Math.abs(turned - (at - 5_000 * NS_PER_MS))).toBeLessThan(100 * NS_PER_MS)
})

it('reads nanoseconds', () => {
  const early = fromEngineTime('2020-01-01T00:00:00Z', ownClock, Number.NEGATIVE_INFINITY, now())
  const late = fromEngineTime('2020-01-01T00:00:00.750000000Z', ownClock, Number.NEGATIVE_INFINITY, now())
  expect((late - early) / NS_PER_MS).toBeCloseTo(750, 0)
})

it('stays within what is known', () => {
  expect(fromEngineTime('2020-01-01T00:00:00.5Z', ownClock, 1_000, 2_000)).toBe(1_000)
  expect(fromEngineTime('2999-01-01T00:00:00.5Z', ownClock, 1_000, 2_000)).toBe(2_000)
})
