import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(5_000) }

describe('dials-rate', () => {
  it('counts begun dials by the moment for which they were planned', () => {
    const built = journal()
    // Planned for 100, 120, 140, 300; a stalled machine begins the first three together with the last.
    for (const [i, due] of [100, 120, 140, 300].entries())
      built
        .host(0, `h${i}`, 'scheduled', { dial: 2, delayMs: due })
        .host(300, `h${i}`, 'attempt', { dial: 2 })
    const rate = (bucketMs: number) => computeMetric('dials-rate', built.events, { ...window, bucketMs })
    expect(rate(50)).toMatchObject({ observed: 3, unit: 'dials', offenders: [{ at: ns(100) }] })
    expect(rate(1_000).observed).toBe(4)
  })

  it('is not certain of dials that were due together only as the machine stood still', () => {
    const built = journal()
    for (let i = 0; i < 4; i++) built.host(i * 100, `h${i}`, 'attempt', { dial: 1 })
    for (let i = 0; i < 4; i++) built.host(400, `h${i}`, 'scheduled', { dial: 2, delayMs: 300 + i })
    for (let i = 0; i < 4; i++) built.host(700 + i, `h${i}`, 'attempt', { dial: 2 })
    const params = { from: ns(500), to: ns(5_000), bucketMs: 150 }
    expect(computeMetric('dials-rate', built.events, params)).toMatchObject({ observed: 4, uncertainty: 0 })
    const { events } = built.add(401, { kind: 'stall', who: 'services', ms: 390 })
    expect(computeMetric('dials-rate', events, params)).toMatchObject({ observed: 4, bounds: [1, 4] })
  })

  it('leaves out dials that were planned and never begun, and those planned before the window', () => {
    const { events } = journal()
      .host(0, 'a', 'scheduled', { dial: 2, delayMs: 10 })
      .host(10, 'a', 'attempt', { dial: 2 })
      .host(20, 'a', 'scheduled', { dial: 3, delayMs: 10 })
      .host(-50, 'b', 'scheduled', { dial: 2, delayMs: 10 })
      .host(5, 'b', 'attempt', { dial: 2 })
    expect(computeMetric('dials-rate', events, { ...window, bucketMs: 1_000 }).observed).toBe(1)
  })

  it('takes the beginning of a dial of which no plan is known', () => {
    const { events } = journal().host(7, 'a', 'attempt').host(9, 'b', 'attempt')
    expect(computeMetric('dials-rate', events, { ...window, bucketMs: 5 }).observed).toBe(2)
  })

  it('cannot tell of so few hosts that dials spread evenly are a herd by chance', () => {
    const rate = (hosts: number) => {
      const built = journal()
      // Four dials of each, evenly spread over 3,750 ms.
      for (let dial = 1; dial <= 4; dial++)
        for (let i = 0; i < hosts; i++)
          built.host(3_750 * (dial - 1) + (3_750 * i) / hosts, `h${i}`, 'attempt', { dial })
      const params = { from: ns(0), to: ns(15_000), bucketMs: 1_000, evenMs: 3_750, limitDials: hosts / 2 }
      return computeMetric('dials-rate', built.events, params)
    }
    expect(rate(5)).toMatchObject({ observed: null, notApplicable: true })
    expect(rate(5).reason).toMatch(/^5 hosts are too few/)
    expect(rate(20)).toMatchObject({ observed: null, notApplicable: true })
    expect(rate(200)).toMatchObject({ observed: 54 })
  })

  it('looks at hosts that dial far too often, though they had more occasions', () => {
    const built = journal()
    for (let dial = 1; dial <= 400; dial++)
      for (let i = 0; i < 100; i++) built.host(25 * dial + i / 10, `h${i}`, 'attempt', { dial })
    const params = { from: ns(0), to: ns(10_000), bucketMs: 200, evenMs: 750, limitDials: 50 }
    expect(computeMetric('dials-rate', built.events, params).observed).toBeGreaterThan(500)
  })

  it('cannot tell when nobody dialled', () => {
    const { events } = journal().host(-10, 'a', 'attempt')
    expect(computeMetric('dials-rate', events, { ...window, bucketMs: 5 }).reason).toMatch(/no host dialled/)
  })
})

describe('dial-gap', () => {
  it('is the smallest time between two dials of one host, not of two hosts', () => {
    const { events } = journal()
      .failedDial('a', 0, 1)
      .failedDial('b', 5, 6)
      .failedDial('a', 60, 61)
      .failedDial('a', 102, 103)
      .failedDial('b', 205, 206)
    expect(computeMetric('dial-gap', events, window)).toMatchObject({
      observed: 42,
      unit: 'ms',
      offenders: [{ host: 'a', at: ns(102) }, { host: 'a' }, { host: 'b' }],
      detail: { gaps: 3 },
    })
  })

  it('counts a gap that began before the window', () => {
    const { events } = journal().failedDial('a', -30, -29).failedDial('a', 10, 11)
    expect(computeMetric('dial-gap', events, window).observed).toBe(40)
  })

  it('cannot tell when no host dialled twice', () => {
    const { events } = journal().failedDial('a', -30, -29).failedDial('b', 10, 11)
    expect(computeMetric('dial-gap', events, window).reason).toMatch(/no host dialled twice/)
  })
})

describe('dials-per-host', () => {
  it('cannot tell when nobody dialled in the time watched', () => {
    const { events } = journal().failedDial('a', -30, -29)
    expect(computeMetric('dials-per-host', events, window).reason).toMatch(/no host dialled/)
  })
})

describe('registrations', () => {
  const hosts = ['a', 'a (twin)']
  const built = () =>
    journal()
      .host(0, 'a', 'registered')
      .host(10, 'a (twin)', 'registered')
      .host(20, 'a', 'registered', { dial: 2 })
      .host(20, 'a', 'registered', { dial: 2, relay: 'iad:relay-1' })
      .host(20, 'b', 'registered')

  it('counts those of the named hosts after the beginning', () => {
    const value = computeMetric('registrations', built().events, { from: ns(0), to: ns(20), hosts })
    expect(value).toMatchObject({ observed: 2, unit: 'registrations' })
  })

  it('cannot tell when one of them was never there', () => {
    const value = computeMetric('registrations', built().events, { from: ns(10), to: ns(20), hosts })
    expect(value.reason).toBe('a (twin) never registered in the time watched')
  })

  describe('reported by a relay, which knows ids only', () => {
    const reports = ['attempt', 'registered', 'registered.by-id']
    const reported = (count: number) => {
      const one = journal().header({ target: 'mine', reports }).host(5, 'a (twin)', 'attempt')
      for (let dial = 1; dial <= count; dial++) one.host(dial, 'a', 'registered', { dial })
      return computeMetric('registrations', one.events, { from: ns(0), to: ns(100), hosts })
    }

    it('counts for both hosts of an id', () => {
      expect(reported(79)).toMatchObject({ observed: 79, unit: 'registrations' })
      expect(reported(79).reason).toBeUndefined()
    })

    it('cannot tell when the id was not registered often enough for both to have been there', () => {
      expect(reported(1).reason).toBe(
        'a and a (twin) have one id, and it was registered 1 times in the time watched',
      )
    })
  })
})
