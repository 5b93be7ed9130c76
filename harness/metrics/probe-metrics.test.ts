import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(5_000) }

describe('probe-failures', () => {
  it('counts by the moment due and says what was not sent', () => {
    const { events } = journal()
      .probe(-10, 'a', false)
      .probe(10, 'a', false, { status: 503, error: 'status', path: 'relay-2' })
      .probe(20, 'a', true)
      .add(30, { kind: 'probes-missed', probe: 'http', count: 4 })
    expect(computeMetric('probe-failures', events, window)).toMatchObject({
      observed: 1,
      detail: { of: 2, notSent: 4 },
      offenders: [{ host: 'a', at: ns(10), text: 'http: status 503, status by way of relay-2' }],
    })
    expect(computeMetric('probe-failures', [], window).reason).toMatch(/no probe/)
  })

  it('is not certain of a timeout while the machine gave most of its time to others, nor of what was not sent', () => {
    const { events } = journal()
      .probe(10, 'a', false, { status: 503, error: 'status' })
      .probe(20, 'a', false, { error: 'timeout', took: 500 })
      .add(520, { kind: 'stall', who: 'services', ms: 300 })
      .add(530, { kind: 'probes-missed', probe: 'http', count: 4 })
    expect(computeMetric('probe-failures', events, window)).toMatchObject({ observed: 2, bounds: [1, 6] })
  })
})

describe('other-answers', () => {
  it('counts probes that got another status, or no answer', () => {
    const { events } = journal()
      .probe(10, 'a', false, { status: 503, error: 'status' })
      .probe(20, 'a', false, { status: 502, error: 'status', path: 'relay-2>relay-1' })
      .probe(30, 'b', false, { error: 'ECONNREFUSED' })
      .probe(9_000, 'a', true)
    expect(computeMetric('other-answers', events, { ...window, status: 503 })).toMatchObject({
      observed: 2,
      detail: { of: 3 },
      offenders: [{ text: 'http: status 502, status by way of relay-2>relay-1' }, { host: 'b' }],
    })
    expect(computeMetric('other-answers', [], { ...window, status: 503 }).reason).toMatch(/no probe/)
    const one = { ...window, hosts: ['a'], to: ns(15), status: 503 }
    expect(computeMetric('other-answers', events, one).observed).toBe(0)
    expect(computeMetric('other-answers', events, { ...one, hosts: ['c'] }).reason).toMatch(/no probe/)
  })
})

describe('pending-answered', () => {
  it('takes any status for an answer, and no status for never', () => {
    const { events } = journal()
      .probe(-100, 'early', true, { probe: 'slow', took: 50 })
      .probe(-100, 'a', false, { probe: 'slow', took: 130, status: 502 })
      .probe(-90, 'b', true, { probe: 'slow', took: 140 })
      .probe(10, 'later', false, { probe: 'slow', took: 900 })
    const params = { probe: 'slow', since: ns(0) }
    expect(computeMetric('pending-answered', events, { ...params, stat: 'max' })).toMatchObject({
      observed: 50,
      detail: { of: 2, never: 0 },
    })
    const hung = journal().probe(-10, 'c', false, { probe: 'slow', took: 3_000, error: 'timeout' })
    expect(computeMetric('pending-answered', hung.events, { ...params, stat: 'max' }).observed).toBeNull()
    expect(computeMetric('pending-answered', [], { ...params, stat: 'max' }).reason).toMatch(
      /no 'slow' request/,
    )
  })
})

describe('misrouted', () => {
  const tunnels = () =>
    journal()
      .tunnel('a', 'iad:relay-1', { attempt: -90, registered: -80, closed: 100 })
      .tunnel('a', 'iad:relay-2', { attempt: 200, registered: 210 })

  it('counts failed probes replayed to a relay without the tunnel', () => {
    const { events } = tunnels()
      .probe(150, 'a', false, { path: 'relay-2>relay-1', status: 502 })
      .probe(160, 'a', false, { path: 'relay-1>relay-2', status: 503 })
    expect(computeMetric('misrouted', events, window)).toMatchObject({ observed: 2, detail: { of: 2 } })
  })

  it('lets pass what was answered, was not replayed, or was replayed to the owner', () => {
    const { events } = tunnels()
      .probe(150, 'a', false, { path: 'relay-2', status: 503 })
      .probe(300, 'a', true, { path: 'relay-1>relay-2' })
      .probe(310, 'a', false, { path: 'relay-1>relay-2', status: 502 })
    expect(computeMetric('misrouted', events, window).observed).toBe(0)
  })

  it('holds nothing against a relay whose tunnel ended within a stamp of the request', () => {
    const sentAt = (ms: number) =>
      tunnels().probe(ms, 'a', false, { path: 'relay-2>relay-1', status: 502 }).events
    expect(computeMetric('misrouted', sentAt(104), window).observed).toBe(0)
    expect(computeMetric('misrouted', sentAt(106), window).observed).toBe(1)
  })

  it('counts a replay header that came back to the client', () => {
    const { events } = tunnels().probe(150, 'a', false, {
      status: 200,
      error: 'replay-header',
      path: 'relay-2',
    })
    expect(computeMetric('misrouted', events, window).observed).toBe(1)
  })
})
