import { describe, expect, test } from 'vitest'
import { relayConstants } from '../relay/constants.ts'
import { Backoff } from './backoff.ts'
import { seededRandom } from './random.ts'

const full = () => 1

function delays(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => backoff.next().delayMs)
}

describe('Backoff', () => {
  test('doubles from the base to the ceiling', () => {
    expect(delays(new Backoff(relayConstants, full), 5)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  })

  test('starts at the base again after a reset', () => {
    const backoff = new Backoff(relayConstants, full)
    delays(backoff, 3)
    backoff.reset()
    expect(backoff.next()).toEqual({ attempt: 0, delayMs: 1_000 })
  })

  test('waits at the ceiling when asked to, whatever the counter says', () => {
    const backoff = new Backoff(relayConstants, full)
    expect(backoff.atCeiling()).toEqual({ attempt: 0, delayMs: 5_000 })
    expect(backoff.next()).toEqual({ attempt: 1, delayMs: 2_000 })
  })

  test('stays at the ceiling after very many attempts', () => {
    const backoff = new Backoff(relayConstants, full)
    expect(delays(backoff, 3_000).at(-1)).toBe(5_000)
  })

  test('spreads delays over [0.5, 1) of the full one', () => {
    const random = seededRandom('1/h1')
    const first = Array.from({ length: 1_000 }, () => new Backoff(relayConstants, random).next().delayMs)
    expect(Math.min(...first)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...first)).toBeLessThan(1_000)
    expect(Math.min(...first)).toBeLessThan(510)
    expect(Math.max(...first)).toBeGreaterThan(990)
  })
})

describe('seededRandom', () => {
  test('gives the same numbers for the same seed only', () => {
    const numbers = (seed: string): number[] => {
      const random = seededRandom(seed)
      return [random(), random(), random()]
    }
    expect(numbers('1/h1')).toEqual(numbers('1/h1'))
    expect(numbers('1/h1')).not.toEqual(numbers('1/h2'))
    expect(numbers('1/h1')).not.toEqual(numbers('2/h1'))
  })

  test('first numbers of neighbouring hosts are spread evenly', () => {
    const buckets = new Array<number>(10).fill(0)
    for (let host = 0; host < 1_000; host++) {
      const bucket = Math.floor(seededRandom(`1/host-${host}`)() * 10)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    for (const count of buckets) expect(count).toBeGreaterThan(60)
    for (const count of buckets) expect(count).toBeLessThan(140)
  })
})
