import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const hosts = ['h1']
const window = { from: ns(0), to: ns(10_000), hosts }
const started = () => journal().header({ factor: 0.1 })

describe('pings', () => {
  const params = { ...window, intervalMs: 30_000 }
  const pingsAt = (...moments: number[]) => {
    const built = started()
    for (const at of moments) built.host(at, 'h1', 'pinged', { dial: 1 })
    return built
  }
  const off = (built: ReturnType<typeof pingsAt>, over = {}) =>
    computeMetric('ping-interval-off', built.events, { ...params, ...over })

  it('are off by the gap that differs most, scaled by the profile', () => {
    expect(off(pingsAt(1_000, 4_000, 7_100, 9_900)).observed).toBeCloseTo(200)
  })

  it('that stop are off by what is missing to the end', () => {
    expect(off(pingsAt(1_000, 4_000)).observed).toBeCloseTo(3_000)
  })

  it('that stop with their tunnel are not', () => {
    expect(off(pingsAt(1_000, 4_000).host(4_500, 'h1', 'closed', { dial: 1 })).observed).toBeCloseTo(0)
  })

  it('of two tunnels are not held against each other', () => {
    const built = pingsAt(1_000, 4_000).host(4_500, 'h1', 'closed', { dial: 1 })
    built.host(5_000, 'h1', 'pinged', { dial: 2 }).host(8_000, 'h1', 'pinged', { dial: 2 })
    expect(off(built).observed).toBeCloseTo(0)
  })

  it('of a host that was not pinged cannot be told', () => {
    expect(off(pingsAt(1_000, 4_000), { hosts: ['h1', 'h2'] }).reason).toMatch(/of h2/)
  })
})

describe('expiries', () => {
  const seen = (
    ms: number,
    set: Record<string, { leftMs: number; oldLeftMs?: number }>,
    removed: Record<string, number> = {},
  ) => started().add(ms, { kind: 'expiries', set, removed, uncertaintyNs: 40e6 })

  it('are as declared when what is left and the time since the last read can make it up', () => {
    const metric = (leftMs: number) =>
      computeMetric('expiry-off', seen(100, { h1: { leftMs } }).events, { ...window, ttlMs: 90_000 })
    expect(metric(8_970).observed).toBe(0)
    expect(metric(9_100).observed).toBeCloseTo(100)
    expect(metric(4_480).observed).toBeCloseTo(4_480)
    expect(metric(4_480).bounds?.[1]).toBeCloseTo(4_520)
  })

  it('are refreshed with the least that was left', () => {
    const built = seen(100, { h1: { leftMs: 9_000 } })
    built.add(3_000, {
      kind: 'expiries',
      set: { h1: { leftMs: 9_000, oldLeftMs: 5_990 } },
      removed: {},
      uncertaintyNs: 40e6,
    })
    const { observed, bounds } = computeMetric('left-at-refresh', built.events, window)
    expect(observed).toBe(5_990)
    expect(bounds).toEqual([5_990, 6_030])
  })

  it('count what was removed with time left, and nothing else', () => {
    const early = computeMetric('removed-before-expiry', seen(100, {}, { h1: 500 }).events, window)
    expect(early).toMatchObject({ observed: 1, offenders: [{ host: 'h1', text: '500 ms left' }] })
    expect(computeMetric('removed-before-expiry', seen(100, {}, { h1: -5 }).events, window).observed).toBe(0)
    expect(computeMetric('removed-before-expiry', started().events, window).reason).toMatch(/no entry/)
  })

  it('tell how long an entry outlived its own', () => {
    const outlived = (removed: Record<string, number>) =>
      computeMetric('removed-after-expiry', seen(100, {}, removed).events, window)
    expect(outlived({ h1: -1_200 })).toMatchObject({ observed: 1_200, bounds: [1_160, 1_200] })
    expect(outlived({})).toMatchObject({ observed: null, offenders: [{ host: 'h1', text: 'still there' }] })
    expect(computeMetric('removed-after-expiry', started().events, window).reason).toMatch(/no expiry/)
  })

  it('of an entry that stays, tell for how long it has', () => {
    const built = seen(1_000, { h1: { leftMs: 4_000 } })
    expect(computeMetric('removed-after-expiry', built.events, window).atLeast).toBe(5_000)
  })

  it('that nobody looked at tell nothing', () => {
    expect(computeMetric('left-at-refresh', started().events, window).reason).toMatch(/no expiry/)
    expect(computeMetric('expiry-off', started().events, { ...window, ttlMs: 90_000 }).reason).toMatch(
      /no expiry/,
    )
  })
})

it('timers are compared between two reads, named by their moments', () => {
  const built = started()
    .add(0, { kind: 'timers', service: 'relay-1', count: 64 })
    .add(500, { kind: 'timers', service: 'relay-1', count: 664 })
  const params = { service: 'relay-1', from: ns(0), to: ns(500) }
  expect(computeMetric('timers-grown', built.events, params).observed).toBe(600)
  expect(computeMetric('timers-grown', built.events, { ...params, to: ns(400) }).reason).toMatch(/not asked/)
})
