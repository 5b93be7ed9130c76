import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'ams:relay-1'
const R2 = 'ams:relay-2'
const window = { since: ns(0), until: ns(1_000), stat: 'max' }

const steady = () =>
  journal()
    .tunnel('a', R1, { attempt: -90, registered: -80, closed: 100 })
    .tunnel('b', R1, { attempt: -90, registered: -80 })
    .directory(-85, { a: R1, b: R1 })

describe('stale-window', () => {
  it('is the longest time in which an entry named a relay without the tunnel', () => {
    const { events } = steady().directory(350, {}, ['a'], 12)
    expect(computeMetric('stale-window', events, window)).toMatchObject({
      observed: 250,
      uncertainty: 17,
      offenders: [{ host: 'a', at: ns(100), text: `250 ms, named ${R1}` }, { host: 'b' }],
      detail: { of: 2, never: 0 },
    })
    expect(computeMetric('stale-window', events, { ...window, since: ns(300) }).observed).toBe(50)
    expect(computeMetric('stale-window', events, { ...window, since: ns(400) }).observed).toBe(0)
    expect(computeMetric('stale-window', events, { ...window, hosts: ['b'] }).observed).toBe(0)
  })

  it('is never when the entry is still stale at the end', () => {
    const { events } = steady().directory(1_200, {}, ['a'])
    expect(computeMetric('stale-window', events, window)).toMatchObject({
      observed: null,
      offenders: [{ host: 'a', text: `still stale at the end, named ${R1}` }, { host: 'b' }],
    })
  })

  it('ends when a tunnel comes that makes the entry true, or another relay takes the host', () => {
    const back = steady().tunnel('a', R1, { attempt: 200, registered: 220 })
    expect(computeMetric('stale-window', back.events, window).observed).toBe(100)
    const moved = steady().tunnel('a', R2, { attempt: 200, registered: 240 }).directory(230, { a: R2 })
    expect(computeMetric('stale-window', moved.events, window).observed).toBe(130)
  })

  it('names entries of hosts that never had a tunnel', () => {
    const { events } = steady().directory(500, { gone: R1 }).directory(900, {}, ['a', 'gone'])
    expect(computeMetric('stale-window', events, window)).toMatchObject({
      observed: 800,
      offenders: [{ host: 'a' }, { host: 'gone', text: `400 ms, named ${R1}` }, { host: 'b' }],
    })
  })

  it('cannot tell when nobody watched', () => {
    expect(computeMetric('stale-window', [], window).reason).toMatch(/not watched/)
  })
})

describe('live-missing', () => {
  it('is the longest time in which a live tunnel had no entry', () => {
    const { events } = steady().directory(20, {}, ['a', 'b']).directory(320, { b: R1 })
    expect(computeMetric('live-missing', events, window)).toMatchObject({
      observed: 300,
      offenders: [
        { host: 'b', at: ns(20), text: '300 ms' },
        { host: 'a', text: '80 ms' },
      ],
    })
  })

  it('is never when there is none at the end, 0 when there always was', () => {
    expect(computeMetric('live-missing', steady().events, window).observed).toBe(0)
    const wiped = steady().directory(20, {}, ['b'])
    expect(computeMetric('live-missing', wiped.events, window).observed).toBeNull()
  })
})

it('hosts-missing counts live tunnels that the directory was seen without, however soon they were back', () => {
  const { stat: _, ...between } = window
  const { events } = steady().directory(20, {}, ['a', 'b']).directory(40, { a: R1, b: R1 })
  expect(computeMetric('hosts-missing', events, between).observed).toBe(2)
  expect(computeMetric('hosts-missing', events, { ...between, hosts: ['b'] }).observed).toBe(1)
  expect(computeMetric('hosts-missing', steady().events, between).observed).toBe(0)
})
