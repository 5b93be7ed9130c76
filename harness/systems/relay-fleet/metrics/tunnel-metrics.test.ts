import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'ams:relay-1'
const window = { from: ns(0), to: ns(1_000) }

describe('tunnels-lost', () => {
  const fleet = () => journal().tunnel('a', R1, { attempt: -90, registered: -80 })

  it('counts hosts that were without a registered tunnel at any moment', () => {
    const { events } = fleet()
      .tunnel('b', R1, { attempt: -90, registered: -80, closed: 100 })
      .tunnel('b', R1, { attempt: 150, registered: 180 })
      .tunnel('c', R1, { attempt: -90, registered: -80, closed: 400 })
      .tunnel('d', R1, { attempt: 1_100, registered: 1_180 })
    expect(computeMetric('tunnels-lost', events, window)).toMatchObject({
      observed: 3,
      offenders: [
        { host: 'b', at: ns(100), text: 'without a tunnel for 80 ms' },
        { host: 'c', at: ns(400), text: 'without a tunnel from then on' },
        { host: 'd', at: ns(0) },
      ],
      detail: { of: 4 },
    })
    expect(computeMetric('tunnels-lost', events, { ...window, from: ns(200), hosts: ['b'] }).observed).toBe(0)
  })

  it('does not count a tunnel that another took over from in time', () => {
    const { events } = fleet()
      .tunnel('a', R1, { attempt: 100, registered: 120 })
      .host(300, 'a', 'closed', { dial: 1, code: 1000 })
    expect(computeMetric('tunnels-lost', events, window).observed).toBe(0)
  })

  it('takes the end of a relay for the end of its tunnels', () => {
    const { events } = fleet().service(500, 'relay-1', 'exited', { code: 137 })
    expect(computeMetric('tunnels-lost', events, window).observed).toBe(1)
  })

  it('cannot tell without hosts', () => {
    expect(computeMetric('tunnels-lost', [], window).reason).toMatch(/no host/)
  })
})

describe('lost-in-registration', () => {
  it('counts hosts of which a tunnel ended before its relay spoke', () => {
    const { events } = journal()
      .host(100, 'a', 'attempt', { dial: 1 })
      .host(110, 'a', 'upgraded', { dial: 1, relay: R1 })
      .host(112, 'a', 'closed', { dial: 1, code: 1006 })
      .tunnel('a', R1, { attempt: 113, registered: 180, dial: 2 })
      .tunnel('b', R1, { attempt: 100, registered: 110, closed: 120 })
      .failedDial('c', 100, 105)
    expect(computeMetric('lost-in-registration', events, window)).toMatchObject({
      observed: 1,
      offenders: [{ host: 'b' }, { host: 'c' }],
    })
  })
})
