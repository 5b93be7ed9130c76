import { describe, expect, it } from 'vitest'
import { journal } from '../fixtures/journal.ts'
import { commonTo } from './beyond-limit.ts'
import { fisherExact, holm } from './fisher.ts'

describe("Fisher's exact test", () => {
  it('gives the known probabilities of a lady tasting tea', () => {
    const cups = { all: 8, withTrait: 4, drawn: 4 }
    expect(fisherExact({ ...cups, drawnWithTrait: 4 })).toBeCloseTo(1 / 70, 12)
    expect(fisherExact({ ...cups, drawnWithTrait: 3 })).toBeCloseTo(17 / 70, 12)
    expect(fisherExact({ ...cups, drawnWithTrait: 0 })).toBe(1)
  })

  it('is exact for thousands', () => {
    expect(fisherExact({ all: 10_000, withTrait: 1, drawn: 2_500, drawnWithTrait: 1 })).toBeCloseTo(0.25, 9)
  })

  it('is corrected for how much was looked at, after Holm', () => {
    const corrected = holm([0.01, 0.04, 0.03])
    expect(corrected.map((p) => Number(p.toFixed(9)))).toEqual([0.03, 0.06, 0.06])
    expect(holm([0.9, 0.8])).toEqual([1, 1])
  })
})

describe('what those beyond a limit have in common', () => {
  /** 20 hosts, each on one of two relays by its number. */
  const fleet = (relayOf: (index: number) => string) => {
    const built = journal().header()
    for (let index = 0; index < 20; index++)
      built.add(-10, {
        kind: 'host',
        host: `host-${index}`,
        state: 'registered',
        dial: 1,
        relay: relayOf(index),
      })
    return built.fault(0, 'requested').events
  }
  const names = (from: number, to: number) =>
    new Set(Array.from({ length: to - from }, (_, index) => `host-${from + index}`))

  it('is the relay that all of them and none of the others were on', () => {
    const events = fleet((index) => (index < 5 ? 'ams:1' : 'fra:2'))
    const { common, looked } = commonTo(names(0, 5), names(5, 20), events)
    // Two relays, and their two regions.
    expect(looked).toBe(4)
    expect(common).toMatchObject([
      { trait: 'relay before the fault', value: 'ams:1', beyond: 5, within: 0, withinOf: 15 },
      { trait: 'region before the fault', value: 'ams', beyond: 5, within: 0 },
    ])
    expect(common![0]!.p).toBeCloseTo(4 / 15_504, 8)
  })

  it('is nothing where chance explains it', () => {
    const events = fleet((index) => (index % 2 === 0 ? 'ams:1' : 'ams:2'))
    expect(commonTo(names(0, 5), names(5, 20), events)).toEqual({ common: [], looked: 2 })
  })

  it('is not asked where all or none are beyond it', () => {
    expect(
      commonTo(
        names(0, 20),
        new Set(),
        fleet(() => 'ams:1'),
      ),
    ).toEqual({})
  })
})
