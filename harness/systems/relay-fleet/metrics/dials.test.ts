import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(5_000) }

describe('dials-bucket-share', () => {
  it('is the fullest sliding bucket of planned first redials', () => {
    const built = journal()
    // Decided at 10, due 60, 95, 130, 400, 900: three within 100 ms of 60.
    for (const [i, delayMs] of [50, 85, 120, 390, 890].entries())
      built.host(10, `h${i}`, 'scheduled', { delayMs }).host(2_000, `h${i}`, 'scheduled', { delayMs: 0 })
    expect(computeMetric('dials-bucket-share', built.events, { ...window, bucketMs: 100 })).toMatchObject({
      observed: 60,
      unit: '%',
      detail: { dials: 5, inBucket: 3 },
      offenders: [{ at: ns(60) }],
    })
    expect(computeMetric('dials-bucket-share', built.events, { ...window, bucketMs: 35 }).observed).toBe(20)
  })

  it('sees a herd although the ends of the tunnels took a while', () => {
    const built = journal()
    for (let i = 0; i < 4; i++) built.host(50 * i, `h${i}`, 'scheduled', { delayMs: 100 })
    expect(computeMetric('dials-bucket-share', built.events, { ...window, bucketMs: 10 }).observed).toBe(100)
  })

  it('cannot tell of a fleet so small that an even spread breaks the limit by chance', () => {
    const value = (hosts: number, delayOf: (i: number) => number, limitPercent = 40) => {
      const built = journal()
      for (let i = 0; i < hosts; i++) built.host(10, `h${i}`, 'scheduled', { delayMs: delayOf(i) })
      const params = { ...window, bucketMs: 100, limitPercent }
      return computeMetric('dials-bucket-share', built.events, params)
    }
    for (const hosts of [1, 5, 20]) expect(value(hosts, (i) => i * 20).reason).toMatch(/are too few/)
    expect(value(1, () => 0).reason).toMatch(/^1 redials are too few: .* 40 % by chance \(up to 100 %/)
    expect(value(100, (i) => i * 5)).toMatchObject({ observed: 20 })
    expect(value(100, () => 700)).toMatchObject({ observed: 100 })
    expect(value(100, (i) => i * 5, 35).reason).toMatch(/too few/)
    expect(value(200, (i) => i * 2.5, 35)).toMatchObject({ observed: 20 })
  })

  it('cannot tell without a redial in the window', () => {
    const { events } = journal().host(-10, 'a', 'scheduled', { delayMs: 100 })
    expect(computeMetric('dials-bucket-share', events, { ...window, bucketMs: 100 }).reason).toMatch(
      /no host decided/,
    )
  })
})

describe('dials-per-host', () => {
  it('is the most that one host did', () => {
    const { events } = journal()
      .failedDial('a', -5, 0)
      .failedDial('a', 10, 11)
      .failedDial('b', 20, 21)
      .failedDial('b', 40, 41)
      .tunnel('b', 'iad:relay-1', { attempt: 60, registered: 61 })
    expect(computeMetric('dials-per-host', events, window)).toMatchObject({
      observed: 3,
      offenders: [
        { host: 'b', text: '3 dials' },
        { host: 'a', text: '1 dials' },
      ],
    })
  })
})

describe('tunnels-opened', () => {
  it('counts tunnels that this relay accepted in the window', () => {
    const { events } = journal()
      .tunnel('a', 'iad:relay-1', { attempt: -20, registered: -10 })
      .tunnel('b', 'iad:relay-2', { attempt: 20, registered: 30 })
      .tunnel('c', 'iad:relay-1', { attempt: 20, registered: 30 })
      .host(50, 'd', 'upgraded', { relay: 'iad:relay-1' })
    const value = computeMetric('tunnels-opened', events, { relay: 'iad:relay-1', ...window })
    expect(value).toMatchObject({ observed: 2, unit: 'tunnels' })
    expect(value.offenders?.map(({ host }) => host)).toEqual(['c', 'd'])
  })
})
