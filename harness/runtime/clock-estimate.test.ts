import { describe, expect, it } from 'vitest'
import { randomStream } from '../toxiproxy/random.ts'
import { ClockEstimate, type ClockReading } from './clock-estimate.ts'

const [ms, second] = [1e6, 1e9]

/** A clock that is ahead and drifts, and whose answers take a while on either way. */
function other(aheadNs: number, ppm: number, random: () => number) {
  const shows = (now: number) => now * (1 + ppm / 1e6) + aheadNs
  const asked = (at: number): ClockReading => {
    const [there, back] = [random() * 3 * ms, random() * 3 * ms]
    return { askedAt: at, theirs: shows(at + there), answeredAt: at + there + back }
  }
  return { shows, asked }
}

describe('an estimate of another clock', () => {
  it.each([
    ['1.7 s ahead', 1.7 * second, 0],
    ['behind by an hour', -3_600 * second, 0],
    ['that gains 50 ppm', 1.7 * second, 50],
    ['that loses 500 ppm', -1.7 * second, -500],
  ])('%s: within what it claims, all the time, and in order', (_, ahead, ppm) => {
    const random = randomStream(7)
    const clock = other(ahead, ppm, random)
    const estimate = new ClockEstimate(clock.asked(0))
    let before = -Infinity
    for (let now = 10 * ms; now < 120 * second; now += 10 * ms) {
      if (now % second === 0) for (let n = 0; n < 5; n++) estimate.take(clock.asked(now + n * 6 * ms))
      const at = now + 40 * ms
      const told = estimate.fromTheirs(clock.shows(at))
      expect(Math.abs(told - at)).toBeLessThanOrEqual(estimate.uncertaintyNs(at))
      expect(told).toBeGreaterThan(before)
      expect(estimate.uncertaintyNs(at)).toBeLessThan(4 * ms)
      before = told
    }
  })

  it('is of the clock as it is, after that was set', () => {
    const clock = other(0, 0, randomStream(1))
    const estimate = new ClockEstimate(clock.asked(0))
    const later = other(5 * second, 0, randomStream(2))
    estimate.take(later.asked(2 * second))
    const at = 3 * second
    expect(Math.abs(estimate.fromTheirs(later.shows(at)) - at)).toBeLessThanOrEqual(
      estimate.uncertaintyNs(at),
    )
  })

  it('knows less with each second without an answer', () => {
    const estimate = new ClockEstimate({ askedAt: 0, theirs: 1 * ms, answeredAt: 2 * ms })
    expect(estimate.uncertaintyNs(2 * ms)).toBe(1 * ms)
    expect(estimate.uncertaintyNs(10 * second + 2 * ms)).toBe(11 * ms)
  })
})
