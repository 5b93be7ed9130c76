import { describe, expect, it } from 'vitest'
import { reconnectBreakdown } from '../systems/relay-fleet/analysis/breakdown.ts'
import { connectedHosts } from '../systems/relay-fleet/analysis/connected-hosts.ts'
import { lanesOf } from '../systems/relay-fleet/analysis/lanes.ts'
import { journal, ns } from './fixtures/journal.ts'
import { timelineOf } from './timeline.ts'

const R1 = 'iad:relay-1'

function drained() {
  return journal()
    .header()
    .phase(-1_000, 'steady')
    .fault(-2, 'requested')
    .fault(0, 'observed')
    .service(2, 'relay-1', 'exited', { code: 0 })
    .service(500, 'relay-1', 'accepting', { incarnation: 2 })
    .tunnel('a', R1, { attempt: -900, registered: -890, drain: 10, closed: 60 })
    .failedDial('a', 100, 101)
    .tunnel('a', R1, { attempt: 600, tcp: 601, upgraded: 605, registered: 612, answered: 620 })
    .tunnel('b', R1, { attempt: -900, registered: -890 })
    .probes('a', -1_000, 1_000, 20, (ms) => ms < 0 || ms >= 620)
    .directory(-880, { a: R1, b: R1 })
    .directory(30, {}, ['a', 'b'])
    .add(300, { kind: 'mark', name: 'listening' })
    .phase(1_000, 'teardown')
}

describe('timelineOf', () => {
  const timeline = timelineOf(drained().sorted())!
  const panel = (name: string) => timeline.panels.find((one) => one.name === name)!.steps

  it('counts from the first fault that was seen to act', () => {
    expect(timeline).toMatchObject({ zero: ns(0), from: -1_000, to: 1_000, bucketMs: 10 })
    expect(timeline.marks).toEqual([{ ms: 300, name: 'listening' }])
  })

  it('shades a stopped service until it accepts again', () => {
    expect(timeline.faults).toMatchObject([{ from: 0, to: 500, observed: true, colour: '#c0392b' }])
    const healed = timelineOf(drained().fault(200, 'healed').sorted())!
    expect(healed.faults).toMatchObject([{ from: 0, to: 200 }])
  })

  it('starts a fault when its first tunnel was lost, if it was seen to act only later', () => {
    const late = journal()
      .phase(-1_000, 'steady')
      .fault(100, 'requested')
      .tunnel('a', R1, { attempt: -900, registered: -890, drain: 105 })
      .fault(650, 'observed')
      .phase(1_000, 'teardown')
    expect(timelineOf(late.sorted())).toMatchObject({ zero: ns(105), faults: [{ from: 0, to: 895 }] })
  })

  it('puts every probe and dial into one bucket', () => {
    const sum = (pick: (row: { ok: number; failed: number }) => number) =>
      timeline.probes.reduce((n, row) => n + pick(row), 0)
    expect([sum(({ ok }) => ok), sum(({ failed }) => failed)]).toEqual([69, 31])
    expect(timeline.probes.find(({ failed }) => failed > 0)?.ms).toBe(0)
    expect(panel('dials').filter(([, count]) => count > 0)).toEqual([
      [-900, 2],
      [100, 1],
      [600, 1],
    ])
  })

  it('counts stale entries from the end of the relay', () => {
    expect(panel('stale-entries')).toEqual([
      [2, 2],
      [30, 0],
    ])
  })

  it('is none for a journal that holds only its header', () => {
    expect(timelineOf(journal().header().events)).toBeUndefined()
  })
})

describe('connectedHosts', () => {
  it('counts a host with two tunnels once', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: 0, registered: 10, closed: 50 })
      .tunnel('a', 'iad:relay-2', { attempt: 20, registered: 30, closed: 80 })
    expect(connectedHosts(events)).toEqual([
      [ns(10), 1],
      [ns(30), 1],
      [ns(50), 1],
      [ns(80), 0],
    ])
  })
})

describe('lanesOf', () => {
  const options = { zero: ns(0), from: -1_000, to: 1_000 }

  it('shows when a host was connected, dialling and failing its probes', () => {
    const [a] = lanesOf(drained().sorted(), { ...options, max: 50 })
    expect(a).toMatchObject({ host: 'a', of: 1 })
    expect(a!.connected).toEqual([
      { from: -890, to: 2 },
      { from: 612, to: 1_000 },
    ])
    expect(a!.dialling).toContainEqual({ from: 600, to: 612 })
    expect(a!.failing).toEqual([{ from: 0, to: 620 }])
  })

  it('groups many hosts and shows the longest gone of each group', () => {
    const built = journal()
    for (let i = 0; i < 100; i++) built.tunnel(`h${i}`, R1, { attempt: -10, registered: 0, closed: 100 + i })
    const lanes = lanesOf(built.sorted(), { ...options, max: 40 })
    expect(lanes).toHaveLength(34)
    expect(lanes[0]).toMatchObject({ host: 'h0', of: 3 })
    expect(lanes.reduce((sum, { of }) => sum + of, 0)).toBe(100)
  })
})

describe('reconnectBreakdown', () => {
  it('splits a reconnect into its stages', () => {
    const { hosts, onset } = reconnectBreakdown(drained().sorted(), {
      since: ns(500),
      until: ns(1_000),
      hosts: ['a'],
    })
    expect(onset).toBe(ns(0))
    expect(hosts).toEqual([
      {
        host: 'a',
        stages: { detect: 10, wait: 90, dial: 501, upgrade: 4, register: 7, answer: 8 },
        dials: 2,
        totalMs: 620,
      },
    ])
  })

  it('sums up the hosts that came back, and says who did not', () => {
    const { hosts, summary } = reconnectBreakdown(drained().sorted(), { since: ns(500), until: ns(1_000) })
    expect(hosts[1]).toMatchObject({ host: 'b', totalMs: null, dials: 0 })
    expect(summary.find(({ stage }) => stage === 'total')).toEqual({
      stage: 'total',
      p50: 620,
      p90: 620,
      p99: 620,
      max: 620,
      of: 1,
    })
  })
})
