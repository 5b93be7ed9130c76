import { describe, expect, it } from 'vitest'
import { NS_PER_MS } from '../../journal/clock.ts'
import { memoryJournal } from '../../journal/writer.ts'
import type { Service } from '../../runtime/runtime.ts'
import { driftClock, Growth } from './drift-clock.ts'

const read = (atMs: number, offMs: number, tookMs = 0) => ({
  offMs,
  at: atMs * NS_PER_MS,
  askedAt: (atMs - tookMs) * NS_PER_MS,
})

function growth(rate: number, ...readings: readonly ReturnType<typeof read>[]): Growth {
  const seen = new Growth(rate)
  for (const one of readings) seen.add(one)
  return seen
}

describe('what a clock gained is proof', () => {
  it.each([
    ['as much as was asked for', 0.5, [read(0, -900), read(6_000, 2_000), read(12_000, 5_000)]],
    ['lost as much', -0.5, [read(0, 0), read(10_000, -6_000)]],
  ])('where it is %s', (_, rate, readings) => {
    expect(growth(rate, ...readings).proven).toBe(true)
  })

  it.each([
    ['one reading', 1, [read(0, 30_000)]],
    ['the same reading twice', 1, [read(0, 0), read(0, 0)]],
    ['a clock that keeps time', 1, [read(0, -2_000), read(6_000, 0)]],
    ['the wrong way', 0.5, [read(0, 0), read(12_000, -6_000)]],
    ['half of it', 1, [read(0, 0), read(20_000, 10_000)]],
    ['too short a time', 1, [read(0, 0), read(3_000, 3_000)]],
    ['an answer that took too long', 1, [read(0, 0), read(7_000, 7_000, 1_500)]],
  ])('and %s is none', (_, rate, readings) => {
    expect(growth(rate, ...readings).proven).toBe(false)
  })

  it('and is told', () => {
    expect(growth(0.5, read(0, 0), read(20_000, 10_000)).words).toBe('its own clock gained 10 s in 20 s')
    expect(growth(0.5, read(0, 0), read(20_000, 0)).words).toBe(
      'its own clock gained 0 ms in 20 s, and 10 s were asked for',
    )
  })
})

it.each([0, -1, 9.5, Number.NaN])('a rate of %s is refused', async (rate) => {
  const context = { journal: memoryJournal(), open: new Set<never>() }
  await expect(driftClock(context, {} as Service, { rate })).rejects.toThrow(
    `rate ${rate}: seconds that it gains in each, from -0.9 to 9 and not 0`,
  )
})
