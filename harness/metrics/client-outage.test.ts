import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const window = { since: ns(0), until: ns(2_000) }

describe('client-outage', () => {
  it('lasts from the first failed to the first good probe, by the moments at which they were due', () => {
    const { events } = journal()
      .probes('a', -100, 1_000, 20, (ms) => ms < 100 || ms >= 400)
      .probes('b', -100, 1_000, 20, () => true)
    expect(
      computeMetric('client-outage', events, { since: ns(0), until: ns(980), stat: 'max' }),
    ).toMatchObject({
      observed: 300,
      uncertainty: 20,
      detail: { of: 2, never: 0 },
    })
    expect(computeMetric('client-outage', events, { ...window, stat: 'p50' }).observed).toBe(0)
  })

  it('is not shortened by answers that come late', () => {
    const { events } = journal()
      .probe(0, 'a', true)
      .probe(20, 'a', false, { took: 900, error: 'timeout' })
      .probe(40, 'a', true, { took: 500 })
    expect(computeMetric('client-outage', events, { ...window, stat: 'max' }).observed).toBe(20)
  })

  it('is never for a host without a good probe after the failed ones', () => {
    const { events } = journal().probes('a', 0, 1_000, 20, (ms) => ms < 100)
    const value = computeMetric('client-outage', events, { ...window, stat: 'max' })
    expect(value.observed).toBeNull()
    expect(value.offenders?.[0]).toMatchObject({ host: 'a', text: expect.stringContaining('no good probe') })
    // Watched to the last probe.
    expect(value.atLeast).toBe(880)
  })

  it('is at least the longest stretch, where another one has no end', () => {
    const { events } = journal().probes('a', 0, 10_000, 100, (ms) => ms < 100 || (ms >= 7_000 && ms < 9_500))
    const value = computeMetric('client-outage', events, { since: ns(0), until: ns(9_900), stat: 'max' })
    expect(value).toMatchObject({ observed: null, atLeast: 6_900, offenders: [{ host: 'a', at: ns(9_500) }] })
  })

  it('is at least what was dark before or after the prober did not run', () => {
    const built = journal()
      .probes('a', 0, 9_000, 100, (ms) => ms < 100)
      .probes('a', 9_300, 10_000, 100, () => false)
    const value = computeMetric('client-outage', built.events, {
      since: ns(0),
      until: ns(9_900),
      stat: 'max',
    })
    expect(value).toMatchObject({ observed: null, atLeast: 8_800 })
  })

  it('is the longest of several outages of a host, not the first', () => {
    const built = journal().probes('a', 0, 1_100, 100, (ms) => ms !== 100 && (ms < 400 || ms >= 700))
    const params = { since: ns(0), until: ns(1_000), stat: 'max' }
    expect(computeMetric('client-outage', built.events, params)).toMatchObject({
      observed: 300,
      uncertainty: 100,
      offenders: [{ host: 'a', at: ns(400), text: '300 ms, status' }],
    })
    // 50 ms bad, one good probe, 9 s dark.
    const dark = journal().probes('a', 0, 10_000, 50, (ms) => ms !== 100 && (ms < 200 || ms >= 9_200))
    const all = { since: ns(0), until: ns(9_900), stat: 'max' }
    expect(computeMetric('client-outage', dark.events, all).observed).toBe(9_000)
  })

  it('counts to its end also when the watch ends before; what begins later does not count', () => {
    const built = journal().probes('a', 0, 3_000, 100, (ms) => ms < 1_900 || (ms >= 2_400 && ms < 2_500))
    expect(computeMetric('client-outage', built.events, { ...window, stat: 'max' }).observed).toBe(500)
    const later = journal().probes('a', 0, 3_000, 100, (ms) => ms <= 2_000)
    expect(computeMetric('client-outage', later.events, { ...window, stat: 'max' }).observed).toBe(0)
  })

  it('is less certain where probes are missing at its edges', () => {
    const { events } = journal()
      .probes('a', 0, 100, 20, () => true)
      .probes('a', 250, 300, 20, () => false)
      .probes('a', 300, 400, 20, () => true)
    const value = computeMetric('client-outage', events, { since: ns(0), until: ns(390), stat: 'max' })
    // Asked at 80 and again at 250: it may have been out from 80 on.
    expect(value).toMatchObject({ observed: 50, uncertainty: 20 + 170, bounds: [30, 240] })
  })

  it('looks at one kind of probe and at given hosts when told to', () => {
    const { events } = journal()
      .probe(0, 'a', false, { probe: 'ws' })
      .probe(50, 'a', true, { probe: 'ws' })
      .probe(0, 'a', true)
      .probe(10, 'b', false)
    expect(computeMetric('client-outage', events, { ...window, probe: 'ws', stat: 'max' }).observed).toBe(50)
    expect(
      computeMetric('client-outage', events, { ...window, probe: 'http', hosts: ['a'], stat: 'max' })
        .observed,
    ).toBe(0)
    expect(
      computeMetric('client-outage', events, { ...window, hosts: ['a', 'c'], stat: 'max' }).reason,
    ).toMatch(/of c/)
  })

  it('cannot tell without probes', () => {
    expect(computeMetric('client-outage', [], { ...window, stat: 'max' }).reason).toMatch(/no probe/)
  })
})

describe('host-outage', () => {
  it('lasts from the drain notice, or the end, to the next registration', () => {
    const { events } = journal()
      .tunnel('a', 'iad:relay-1', { attempt: -50, registered: -40, drain: 100, closed: 600 })
      .tunnel('a', 'iad:relay-2', { attempt: 200, registered: 250 })
      .tunnel('b', 'iad:relay-1', { attempt: -50, registered: -40, closed: 600 })
      .tunnel('b', 'iad:relay-2', { attempt: 640, registered: 700 })
    expect(computeMetric('host-outage', events, { ...window, stat: 'max' }).observed).toBe(150)
    expect(computeMetric('host-outage', events, { ...window, stat: 'p50' }).observed).toBe(100)
  })

  it('is 0 for a host that lost nothing, and cannot be told when none did', () => {
    const kept = journal().tunnel('c', 'iad:relay-1', { attempt: -50, registered: -40 })
    expect(computeMetric('host-outage', kept.events, { ...window, stat: 'max' }).reason).toMatch(
      /no host lost/,
    )
    const { events } = kept.tunnel('d', 'iad:relay-1', { attempt: -50, registered: -40, closed: 10 })
    expect(computeMetric('host-outage', events, { ...window, stat: 'p50' }).observed).toBe(0)
    expect(computeMetric('host-outage', events, { ...window, stat: 'max' }).observed).toBeNull()
  })
})
