import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

describe('answered-after', () => {
  const window = { since: ns(1_000), until: ns(2_000) }

  it('is the end of the last failed probe, over all targets', () => {
    const { events } = journal()
      .probes('page', 1_000, 2_000, 100, (ms) => ms > 1_100)
      .probes('log', 1_000, 2_000, 100, (ms) => ms !== 1_300)
    expect(computeMetric('answered-after', events, window)).toMatchObject({ observed: 302, unit: 'ms' })
  })

  it('is 0 when all were answered and never when the last one of a target was not', () => {
    const good = journal().probes('page', 1_000, 2_000, 100, () => true)
    expect(computeMetric('answered-after', good.events, window).observed).toBe(0)
    const bad = good.probes('log', 1_000, 2_000, 100, (ms) => ms < 1_900)
    expect(computeMetric('answered-after', bad.events, window).observed).toBeNull()
  })

  it('cannot be told without a probe', () => {
    expect(computeMetric('answered-after', journal().events, window).reason).toBeDefined()
  })
})

describe('probe-over-base', () => {
  const params = { from: ns(2_000), to: ns(2_240), hosts: ['log'], times: 2, stat: 'p95' }
  const base = () => {
    const events = journal().fault(1_500, 'requested')
    for (let ms = 0; ms < 1_500; ms += 50) events.probe(ms, 'log', true, { took: 10 })
    return events
  }

  it('is the time in the window less a multiple of that before the fault, of the target asked for', () => {
    const { events } = base()
      .probe(2_100, 'log', true, { took: 25 })
      .probe(2_200, 'page', true, { took: 500 })
    expect(computeMetric('probe-over-base', events, params)).toMatchObject({
      observed: 5,
      unit: 'ms',
      offenders: [{ text: 'p95 25 ms, 10 ms before the first fault' }],
    })
  })

  it('lies as far below as the time is stamped late, and as far above as that before the fault is', () => {
    const built = base()
    for (let ms = 2_000; ms < 2_240; ms += 50) built.probe(ms, 'log', true, { took: 25 })
    const { observed, bounds } = computeMetric('probe-over-base', built.events, params)
    expect([observed, bounds]).toEqual([5, [5 - 5, 5 + 2 * 5]])
  })

  it('is never when they failed, and cannot be told with too few before the fault or none after', () => {
    const failing = base().probe(2_100, 'log', false)
    expect(computeMetric('probe-over-base', failing.events, params).observed).toBeNull()
    expect(computeMetric('probe-over-base', base().events, params).reason).toBeDefined()
    const few = journal().fault(1_500, 'requested').probe(10, 'log', true).probe(2_100, 'log', true)
    expect(computeMetric('probe-over-base', few.events, params).reason).toMatch(/1 probes before/)
  })
})
