import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'iad:relay-1'
const R2 = 'iad:relay-2'

/** a and b lose relay-1 at 0; a is back at 1200, b at 1500. Listening again at 1000. */
function twoHosts() {
  return journal()
    .tunnel('a', R1, { attempt: -500, registered: -490, closed: 0, code: 4001 })
    .tunnel('b', R1, { attempt: -500, registered: -490, closed: 0, code: 4001 })
    .failedDial('a', 300, 301)
    .tunnel('a', R1, { attempt: 1_100, registered: 1_200 })
    .tunnel('b', R1, { attempt: 1_400, registered: 1_500 })
    .phase(9_000, 'verify')
}
const listening = { since: ns(1_000), until: ns(5_000) }

describe('reconnect', () => {
  it('measures registered minus listening, by host', () => {
    const { events } = twoHosts()
    expect(computeMetric('reconnect', events, { ...listening, stat: 'max' })).toMatchObject({
      observed: 500,
      unit: 'ms',
      uncertainty: 5,
      detail: { of: 2, never: 0 },
    })
    expect(computeMetric('reconnect', events, { ...listening, stat: 'p50' }).observed).toBe(200)
  })

  it('counts from the drain notice of each host that got one, where that is asked for', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -500, registered: -490, drain: 80, closed: 90, code: 1006 })
      .tunnel('a', R2, { attempt: 150, registered: 200 })
      .tunnel('b', R1, { attempt: -500, registered: -490, closed: 250, code: 1006 })
      .tunnel('b', R2, { attempt: 260, registered: 300 })
    const params = { since: ns(0), until: ns(5_000), fromNotice: true, stat: 'max' }
    const observed = (host: string) =>
      computeMetric('reconnect', events, { ...params, hosts: [host] }).observed
    expect([observed('a'), observed('b')]).toEqual([120, 300])
  })

  it('names the slowest hosts first', () => {
    const { offenders } = computeMetric('reconnect', twoHosts().events, { ...listening, stat: 'p99' })
    expect(offenders).toEqual([
      { host: 'b', at: ns(1_500), text: '500 ms' },
      { host: 'a', at: ns(1_200), text: '200 ms' },
    ])
  })

  it('calls a host that came after the time watched never, and counts it', () => {
    const params = { since: ns(1_000), until: ns(1_300) }
    const { events } = twoHosts()
    expect(computeMetric('reconnect', events, { ...params, stat: 'p99' }).observed).toBeNull()
    expect(computeMetric('reconnect', events, { ...params, stat: 'p50' }).observed).toBe(200)
    expect(computeMetric('reconnect', events, { ...params, stat: 'count-never' })).toMatchObject({
      observed: 1,
      unit: 'hosts',
      offenders: [{ host: 'b' }],
    })
  })

  it('counts 0 for a host that another relay took between the fault and listening, when told of the fault', () => {
    const { events } = twoHosts().tunnel('c', R1, { attempt: -500, registered: -490, closed: 0 })
    const moved = journal()
    moved.events.push(...events)
    moved.tunnel('c', R2, { dial: 2, attempt: 100, registered: 150 })
    const params = { ...listening, stat: 'count-never' }
    expect(computeMetric('reconnect', moved.events, params).observed).toBe(1)
    expect(computeMetric('reconnect', moved.events, { ...params, fault: ns(0) }).observed).toBe(0)
    expect(
      computeMetric('reconnect', moved.events, { ...params, stat: 'max', fault: ns(0), hosts: ['c'] })
        .observed,
    ).toBe(0)
  })

  it('does not count a tunnel that was taken and lost again before listening', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -500, registered: -490, closed: 0 })
      .tunnel('a', R2, { attempt: 100, registered: 150, closed: 400 })
      .tunnel('a', R1, { attempt: 1_500, registered: 1_700 })
    expect(computeMetric('reconnect', events, { ...listening, fault: ns(0), stat: 'max' }).observed).toBe(700)
  })

  it('holds a host that never noticed to have never come back, unless it is left out', () => {
    const { events } = twoHosts().tunnel('deaf', R1, { attempt: -500, registered: -490 })
    expect(computeMetric('reconnect', events, { ...listening, stat: 'max' }).observed).toBeNull()
    expect(
      computeMetric('reconnect', events, { ...listening, stat: 'max', hosts: ['a', 'b'] }).observed,
    ).toBe(500)
  })

  it('adds the uncertainty of the moment from which it counts', () => {
    const { events } = twoHosts().service(1_000, 'relay-1', 'accepting', {
      incarnation: 2,
      uncertaintyNs: 4_000_000,
    })
    expect(computeMetric('reconnect', events, { ...listening, stat: 'max' }).uncertainty).toBe(9)
  })

  it('takes events in order of arrival', () => {
    const events = twoHosts().events.toReversed()
    expect(computeMetric('reconnect', events, { ...listening, stat: 'max' }).observed).toBe(500)
  })

  it('cannot tell without hosts', () => {
    const value = computeMetric('reconnect', [], { ...listening, stat: 'max' })
    expect(value).toMatchObject({ observed: null, reason: expect.stringContaining('no host') })
  })
})

describe('the registry', () => {
  it('refuses an unknown metric and parameters that do not fit', () => {
    expect(() => computeMetric('constructor', [], {})).toThrow(
      /metric 'constructor': unknown; known are .*, reconnect/,
    )
    expect(() => computeMetric('reconnect', [], { ...listening })).toThrow(
      /metric 'reconnect': parameter stat/,
    )
    expect(() => computeMetric('reconnect', [], { ...listening, stat: 'max', untill: 1 })).toThrow(/untill/)
  })
})
