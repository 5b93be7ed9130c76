import { describe, expect, it } from 'vitest'
import { drainJournal } from '../fixtures/drain.ts'
import { journal } from '../fixtures/journal.ts'
import { connectionsOf } from './absences.ts'
import { impactOf } from './impact.ts'

/** Two clients of a shop whose API is killed at 0; one is back after 400 ms, the other never. */
function shop(over = {}) {
  const client = (ms: number, who: string, state: 'connected' | 'lost') =>
    ({ ms, event: { kind: 'client', client: who, state, service: 'clients' } }) as const
  const built = journal()
    .header({ factor: 0.1, ...over })
    .phase(-200, 'setup')
  for (const { ms, event } of [
    client(-100, 'client-1', 'connected'),
    client(-100, 'client-2', 'connected'),
    client(-100, 'client-3', 'connected'),
    client(20, 'client-1', 'lost'),
    client(30, 'client-2', 'lost'),
    client(420, 'client-1', 'connected'),
  ])
    built.add(ms, event)
  return built
    .fault(0, 'requested', { id: 'kill-1', fault: 'kill', target: 'api' })
    .fault(5, 'observed', { id: 'kill-1', fault: 'kill', target: 'api' })
    .phase(1_000, 'teardown')
}

describe('blast radius', () => {
  it('counts what was aimed at, and the clients that lost their connection', () => {
    expect(impactOf(shop().sorted())!.radius).toEqual({
      aimed: ['api'],
      elsewhere: [],
      clients: { count: 2, of: 3 },
      longest: { client: 'client-2' },
    })
  })

  it('names a service that ended although nothing was aimed at it', () => {
    const events = shop()
      .service(50, 'worker', 'exited', { code: 1 })
      .service(60, 'api', 'exited', { code: 137 })
      .service(70, 'db', 'signalled')
      .service(80, 'db', 'exited', { code: 0 })
      .sorted()
    expect(impactOf(events)!.radius.elsewhere).toEqual(['worker'])
  })

  it('is of all who had a connection, also of a host with two at a time', () => {
    const tunnel = (ms: number, state: 'registered' | 'closed', dial: number) =>
      ({ ms, event: { kind: 'host', host: 'host-1', state, dial } }) as const
    const built = journal().header()
    for (const { ms, event } of [
      tunnel(0, 'registered', 1),
      tunnel(10, 'registered', 2),
      tunnel(20, 'closed', 1),
      tunnel(30, 'closed', 2),
      tunnel(70, 'registered', 3),
    ])
      built.add(ms, event)
    const { absences } = connectionsOf(built.sorted())
    expect(absences.map(({ from, to }) => (to! - from) / 1e6)).toEqual([40])
  })

  it('has nothing to say without a fault', () => {
    expect(impactOf(journal().header().phase(0, 'setup').sorted())).toBeUndefined()
  })
})

describe('detection', () => {
  it('names the first of each kind that noticed, the quickest first', () => {
    const events = shop()
      .probe(60, 'a', false, { error: 'ECONNREFUSED' })
      .probe(80, 'b', false, { error: 'timeout' })
      .sorted()
    expect(impactOf(events)!.detections).toMatchObject([
      {
        fault: 'kill',
        target: 'api',
        noticed: [
          { watcher: 'log line', who: 'clients', what: 'client-1 lost', afterMs: 20 },
          { watcher: 'probe', what: 'ECONNREFUSED' },
        ],
      },
    ])
  })

  it('says that nobody noticed', () => {
    const events = journal().header().fault(0, 'requested').phase(100, 'teardown').sorted()
    expect(impactOf(events)!.detections).toEqual([{ fault: 'stop', target: 'relay-1', noticed: [] }])
  })
})

describe('cost in error budget', () => {
  it('is the mean time for which clients were away, in scenario time, without probes', () => {
    const { cost } = impactOf(shop().sorted())!
    expect(cost).toMatchObject({ by: 'clients', declared: false, slo: { percent: 99.9, days: 30 } })
    expect(cost!.budget).toBeCloseTo(43.2, 6)
    // (400 + 970) ms of three clients, ten times as long in scenario time.
    expect(cost!.minutes).toBeCloseTo(((400 + 970) / 3 / 60_000) * 10, 6)
  })

  it('is the share of failed requests times the time, with probes', () => {
    const events = shop({ factor: 1, slo: { percent: 99, days: 1 } })
      .probe(100, 'a', false)
      .probe(200, 'a', true)
      .sorted()
    const { cost } = impactOf(events)!
    expect(cost).toMatchObject({ by: 'requests', declared: true })
    expect(cost!.budget).toBeCloseTo(14.4, 6)
    expect(cost!.minutes).toBeCloseTo(0.5 / 60, 6)
  })
})

it('finds the hosts of a drain, and what they saw first', () => {
  const { radius, detections } = impactOf(drainJournal({ hosts: 5 }).sorted())!
  expect(radius.clients).toEqual({ count: 5, of: 5 })
  expect(detections[0]!.noticed.length).toBeGreaterThan(0)
})
