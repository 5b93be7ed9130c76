import { describe, expect, it } from 'vitest'
import { checkVerdict } from '../analysis/check.ts'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const params = {
  baseFrom: ns(0),
  baseTo: ns(999),
  from: ns(1_000),
  to: ns(1_999),
  probe: 'http',
  stat: 'p95',
}

/** 20 probes of 3 ms each, then 20 that take what is given. */
function probed(takes: (index: number) => number) {
  const built = journal()
  for (let i = 0; i < 20; i++) built.probe(i * 50, 'a', true, { took: 3 })
  for (let i = 0; i < 20; i++) built.probe(1_000 + i * 50, 'a', true, { took: takes(i) })
  return built
}

describe('probe-latency-rise', () => {
  it('is the difference of the two p95', () => {
    const value = computeMetric('probe-latency-rise', probed((i) => 40 + i).sorted(), params)
    // 95 % of 20 are 19: the second slowest, 58 ms.
    expect(value).toMatchObject({ observed: 55, unit: 'ms', detail: { of: 20, base: 3 } })
    expect(checkVerdict(value, '<=', 60)).toBe('passed')
  })

  it('breaks a limit when more than one in twenty is slower', () => {
    const value = computeMetric('probe-latency-rise', probed((i) => (i < 18 ? 40 : 90)).sorted(), params)
    expect(value.observed).toBe(87)
    expect(checkVerdict(value, '<=', 60)).toBe('failed')
  })

  /** Twenty of 40 ms and so many that the prober sent 100 ms after they were due. */
  const stalled = (count: number, ok = true) => {
    const built = probed(() => 40)
    for (let i = 0; i < count; i++) {
      const due = 1_950 + i
      built.probe(due, 'a', ok, { took: 140, sent: ns(due + 100), ...(!ok && { error: 'timeout' }) })
    }
    return built.sorted()
  }

  it('counts what was sent late from the moment due, uncertain by what may be the doing of the prober', () => {
    const value = computeMetric('probe-latency-rise', stalled(7), params)
    // Two of 27 may be above the p95. Sent late: 140 ms, of which 40 were under way.
    expect(value).toMatchObject({ observed: 137, detail: { of: 27, base: 3 } })
    expect(value.uncertainty).toBeGreaterThanOrEqual(100)
    expect(checkVerdict(value, '<=', 60)).toBe('inconclusive')
    expect(checkVerdict(value, '<=', 20)).toBe('failed')
  })

  it('leaves out none that failed', () => {
    expect(computeMetric('probe-latency-rise', stalled(2, false), params).observed).toBeNull()
  })

  it('is never when more than one in twenty failed, however quick the others were', () => {
    const built = probed(() => 3)
    for (let i = 0; i < 2; i++) built.probe(1_990 + i, 'a', false, { took: 900, error: 'timeout' })
    const value = computeMetric('probe-latency-rise', built.sorted(), params)
    expect(value.observed).toBeNull()
    expect(checkVerdict(value, '<=', 60)).toBe('failed')
  })

  it('cannot tell without probes in both stretches, or when those to compare with failed', () => {
    const none = computeMetric('probe-latency-rise', probed(() => 3).sorted(), {
      ...params,
      to: ns(1_000),
      from: ns(999),
    })
    expect(none.observed).toBe(0)
    const later = { ...params, from: ns(5_000), to: ns(6_000) }
    expect(computeMetric('probe-latency-rise', probed(() => 3).sorted(), later).reason).toMatch(
      /no 'http' probe/,
    )
    const failing = journal().probe(0, 'a', false, { error: 'timeout' }).probe(1_000, 'a', true)
    expect(computeMetric('probe-latency-rise', failing.sorted(), params).reason).toMatch(/to compare with/)
  })
})
