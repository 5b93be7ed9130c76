import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const window = { since: ns(0), until: ns(10_000) }

/** a notices after 7.6 s and is back 80 ms later, b after 8.4 s and 200 ms. */
const noticed = () =>
  journal()
    .tunnel('a', 'iad:relay-1', { attempt: -20, registered: -10, closed: 7_601 })
    .host(7_600, 'a', 'watchdog')
    .tunnel('a', 'iad:relay-1', { attempt: 7_670, registered: 7_680 })
    .tunnel('b', 'iad:relay-1', { attempt: -20, registered: -10, closed: 8_401 })
    .host(8_400, 'b', 'watchdog')
    .tunnel('b', 'iad:relay-1', { attempt: 8_590, registered: 8_600 })

/** c never notices. */
const unnoticed = () => noticed().tunnel('c', 'iad:relay-1', { attempt: -20, registered: -10 })

describe('detection', () => {
  it('is the time until the watchdog of each host', () => {
    const value = computeMetric('detection', noticed().sorted(), { ...window, stat: 'max' })
    expect(value).toMatchObject({ observed: 8_400, unit: 'ms', offenders: [{ host: 'b' }, { host: 'a' }] })
    expect(computeMetric('detection', noticed().sorted(), { ...window, stat: 'p50' }).observed).toBe(7_600)
  })

  it('is never for a host that did not notice within the time watched', () => {
    const value = computeMetric('detection', unnoticed().sorted(), { ...window, stat: 'max' })
    expect(value).toMatchObject({ observed: null, offenders: [{ host: 'c', text: 'never noticed' }, {}, {}] })
    expect(value.reason).toBeUndefined()
    const short = { since: ns(0), until: ns(8_000), stat: 'max' }
    expect(computeMetric('detection', noticed().sorted(), short).observed).toBeNull()
  })

  it('cannot tell without a host', () => {
    expect(computeMetric('detection', [], { ...window, stat: 'max' }).reason).toMatch(/no host/)
  })
})

describe('reconnect-after-detection', () => {
  it('counts from the moment at which each host noticed', () => {
    const value = computeMetric('reconnect-after-detection', noticed().sorted(), { ...window, stat: 'max' })
    expect(value).toMatchObject({ observed: 200, offenders: [{ host: 'b' }, { host: 'a' }] })
  })

  it('is never for a host that noticed nothing, and for one that did not come back', () => {
    const params = { ...window, stat: 'count-never' }
    expect(computeMetric('reconnect-after-detection', unnoticed().sorted(), params).observed).toBe(1)
    const { events } = noticed()
      .tunnel('d', 'x', { attempt: -20, registered: -10 })
      .host(500, 'd', 'watchdog')
    expect(computeMetric('reconnect-after-detection', events, params).observed).toBe(1)
  })
})
