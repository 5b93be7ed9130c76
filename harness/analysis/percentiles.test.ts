import { describe, expect, it } from 'vitest'
import { checkVerdict } from './check.ts'
import { computeMetric } from './compute-metric.ts'
import { journal, ns } from './fixtures/journal.ts'
import { effectiveStat, statOf } from './stat.ts'

describe('a percentile needs its sample', () => {
  it.each([
    ['p99', 99, 'max'],
    ['p99', 100, 'p99'],
    ['p95', 19, 'max'],
    ['p95', 20, 'p95'],
    ['p90', 9, 'max'],
    ['p90', 10, 'p90'],
    ['p50', 1, 'max'],
    ['p50', 2, 'p50'],
  ] as const)('%s of %i is called %s', (stat, of, called) => {
    expect(effectiveStat(stat, of)).toBe(called)
    const times = Array.from({ length: of }, (_, i) => ({ host: `h${i}`, ms: i }))
    expect(statOf(times, stat, 0, 'never').detail?.stat).toBe(`${called} of ${of}`)
  })
})

const params = {
  from: ns(1_000),
  to: ns(1_899),
  baseFrom: ns(0),
  baseTo: ns(899),
  probe: 'http',
  stat: 'p95',
}

/** 100 probes of 5 ms, then 100 of which every fifth is answered 900 ms after it was due; those were sent so late. */
function slowed(sentLateMs: number) {
  const built = journal()
  for (let i = 0; i < 100; i++) built.probe(i * 9, 'a', true, { took: 5 })
  for (let i = 0; i < 100; i++) {
    const due = 1_000 + i * 9
    if (i % 5 > 0) built.probe(due, 'a', true, { took: 5 })
    else built.probe(due, 'a', true, { took: 900, sent: ns(due + sentLateMs) })
  }
  return built.sorted()
}

describe('nothing is left out of a percentile', () => {
  it('20 % of the answers 895 ms slower are no rise of 0, though their probes were sent late', () => {
    const value = computeMetric('probe-latency-rise', slowed(25), params)
    expect(value.observed).toBe(895)
    expect(checkVerdict(value, '<=', 600)).toBe('failed')
  })

  it('what may be the doing of the prober makes it uncertain, and no good system slow', () => {
    const value = computeMetric('probe-latency-rise', slowed(893), params)
    expect(value.observed).toBe(895)
    expect(checkVerdict(value, '<=', 600)).toBe('inconclusive')
    // It can only have been quicker.
    expect(value.bounds).toEqual([-3, 900])
  })

  it('a timeout counts as never, and says how long was waited', () => {
    const built = journal()
    for (let i = 0; i < 200; i++)
      built.probe(i * 10, 'a', i % 2 > 0, i % 2 > 0 ? { took: 5 } : { took: 800, error: 'timeout' })
    const window = { from: ns(0), to: ns(2_000), stat: 'p99' }
    expect(computeMetric('answer-time', built.sorted(), window)).toMatchObject({
      observed: null,
      atLeast: 800,
    })
    const refused = built.probe(1_999, 'a', false, { took: 1, error: 'ECONNREFUSED' })
    const max = computeMetric('answer-time', refused.sorted(), { ...window, stat: 'max' })
    expect(max.observed).toBeNull()
    expect(max).not.toHaveProperty('atLeast')
  })
})
