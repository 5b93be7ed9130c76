import { describe, expect, it } from 'vitest'
import { blindStretches } from './blind.ts'
import { checkVerdict } from './check.ts'
import { computeMetric } from './compute-metric.ts'
import { type JournalBuilder, journal, ns } from './fixtures/journal.ts'
import { boundsOf } from './metric.ts'

const watch = { since: ns(0), until: ns(20_000), stat: 'max' }
const window = { from: ns(0), to: ns(20_000) }
const outage = (built: JournalBuilder, over: object = {}) =>
  computeMetric('client-outage', built.sorted(), { ...watch, ...over })

const good = () => true

/** Answered every 100 ms, but for one stretch in which nobody asked. */
const unasked = (from: number, to: number) =>
  journal().probes('a', -1_000, from, 100, good).probes('a', to, 20_100, 100, good)

describe('a stretch without probes', () => {
  it('is no proof of availability: 9 s of it make an outage of 0 uncertain by 9 s', () => {
    const value = outage(unasked(5_000, 14_000))
    expect(value.observed).toBe(0)
    expect(value.uncertainty).toBeGreaterThanOrEqual(9_000)
    // It can only have been longer.
    expect(value.bounds![0]).toBe(-100)
    expect(value.bounds![1]).toBeGreaterThanOrEqual(9_000)
  })

  it('may have been dark when it touches an outage, and the outage over when it began', () => {
    const built = journal()
      .probes('a', -1_000, 5_000, 100, (ms) => ms < 4_800)
      .probes('a', 7_000, 20_100, 100, (ms) => ms >= 7_500)
    // Bad from 4.8 s, 4.9 s the last look; again from 7 s to 7.5 s.
    const value = outage(built)
    expect(value.observed).toBe(2_700)
    expect(boundsOf(value)[0]).toBeLessThanOrEqual(500)
  })

  it('does not count below one and a half cadences', () => {
    const built = journal().probes('a', -1_000, 5_000, 100, good).probes('a', 5_040, 20_100, 100, good)
    expect(outage(built).uncertainty).toBe(100)
  })

  it('counts at the end of the watch, and at its beginning', () => {
    expect(outage(journal().probes('a', -1_000, 12_000, 100, good)).uncertainty).toBeGreaterThan(8_000)
    expect(outage(journal().probes('a', 3_000, 20_100, 100, good)).uncertainty).toBeGreaterThan(3_000)
  })

  it('is also made by probes that were sent late, and by those that were still under way', () => {
    const late = unasked(5_000, 5_200).probe(5_090, 'a', true, { sent: ns(5_195), took: 110 })
    expect(outage(late).uncertainty).toBeGreaterThanOrEqual(250)
    const stopped = unasked(5_000, 6_000)
    for (let due = 5_000; due < 6_000; due += 100)
      stopped.probe(due, 'a', false, { error: 'stopped', took: 5 })
    expect(outage(stopped)).toMatchObject({ observed: 0, uncertainty: 1_200 })
  })

  it('is of one host: another one is not less certain by it', () => {
    const built = unasked(5_000, 14_000).probes('b', -1_000, 20_100, 100, good)
    expect(outage(built, { hosts: ['b'] }).uncertainty).toBe(100)
    expect(outage(built, { stat: 'p50' }).uncertainty).toBe(100)
    expect(outage(built).uncertainty).toBe(9_200)
  })

  it('is not made by requests that no schedule sends', () => {
    const built = unasked(30_000, 30_100)
    for (const due of [0, 100, 19_000]) built.probe(due, 'a', true, { probe: 'held' })
    expect(outage(built).uncertainty).toBe(100)
  })

  it('makes failures uncertain by as many probes as were not sent', () => {
    const value = computeMetric('probe-failures', unasked(5_000, 14_000).sorted(), window)
    expect(value).toMatchObject({ observed: 0, uncertainty: 90, bounds: [0, 90] })
    const counted = unasked(30_000, 30_100).add(500, { kind: 'probes-missed', probe: 'http', count: 3 })
    expect(computeMetric('probe-failures', counted.sorted(), window)).toMatchObject({ uncertainty: 3 })
  })

  it('makes the longest answer time uncertain by its length', () => {
    const value = computeMetric('answer-time', unasked(5_000, 14_000).sorted(), { ...window, stat: 'max' })
    expect(value.observed).toBe(2)
    expect(value.uncertainty).toBeGreaterThanOrEqual(9_000)
    const one = computeMetric('answer-time', unasked(5_000, 5_100).sorted(), { ...window, stat: 'p50' })
    expect(one.uncertainty).toBe(5)
  })
})

it('is not what lies between requests that merely follow each other', () => {
  const built = journal().probes('a', 0, 20_100, 100, good)
  // Each 100 ms after the answer before it, as a job's runner asks, and one answer took its time.
  for (let at = 0, n = 0; at < 20_000; n++, at += 100.2 + (n % 7) / 10 + (n === 50 ? 400 : 0))
    built.probe(at, 'runner', true, { probe: 'runner' })
  expect(blindStretches(built.sorted(), window)).toEqual([])
})

describe('a stall of the harness', () => {
  const stalled = (built: JournalBuilder, at = 6_000, ms = 3_000, who = 'harness') =>
    built.add(at, { kind: 'stall', who, ms })

  it('adds its length to every time whose window it touches', () => {
    const answers = journal().probes('a', 0, 20_100, 100, good)
    const params = { ...window, stat: 'max' }
    expect(
      computeMetric('answer-time', stalled(answers, 6_000, 3_000, 'prober').sorted(), params).uncertainty,
    ).toBe(3_005)
    const early = { ...params, to: ns(2_000) }
    expect(computeMetric('answer-time', answers.sorted(), early).uncertainty).toBe(5)
    expect(outage(answers).uncertainty).toBe(3_100)
  })

  it('of 3 s makes no good system fail: exit time, reconnect, answer time', () => {
    // A stop of the whole group is seen by each of its processes.
    const built = ['hosts', 'prober', 'harness']
      .reduce((all, who) => stalled(all, 4_000, 3_000, who), journal())
      .service(0, 'relay-1', 'spawned')
      .service(900, 'relay-1', 'signalled')
      .service(4_010, 'relay-1', 'exited', { code: 0 })
      .tunnel('a', 'iad:relay-1', { attempt: -50, registered: -40, closed: 950 })
      .tunnel('a', 'iad:relay-2', { attempt: 4_000, registered: 4_050 })
      .probe(950, 'a', true, { took: 3_060 })
      .phase(9_000, 'verify')
    const verdict = (metric: string, params: object, limit: number) =>
      checkVerdict(computeMetric(metric, built.sorted(), { ...params } as never), '<=', limit)
    expect(verdict('exit-time', { service: 'relay-1', incarnation: 1 }, 500)).toBe('inconclusive')
    expect(verdict('reconnect', { since: ns(950), until: ns(8_000), stat: 'max' }, 550)).toBe('inconclusive')
    expect(verdict('answer-time', { ...window, stat: 'max' }, 500)).toBe('inconclusive')
    expect(verdict('exit-time', { service: 'relay-1', incarnation: 1 }, 50)).toBe('failed')
  })

  it('counts for what the stalled process stamped, and for nothing else', () => {
    const elsewhere = stalled(stalled(journal().probes('a', 0, 20_100, 100, good)), 9_000, 400, 'prober')
    expect(computeMetric('answer-time', elsewhere.sorted(), { ...window, stat: 'max' }).uncertainty).toBe(405)
  })

  it('counts by the longest of several: each end of a time is late by one of them', () => {
    const built = journal().probes('a', 0, 20_100, 100, good)
    for (const at of [3_000, 6_000, 9_000]) stalled(built, at, 200, 'prober')
    expect(computeMetric('answer-time', built.sorted(), { ...window, stat: 'max' }).uncertainty).toBe(205)
  })

  it('of the hosts counts by the sum of those that a return may have met, which makes it longer and never shorter', () => {
    const built = journal()
      .tunnel('a', 'iad:relay-1', { attempt: -50, registered: -40, closed: 5_000 })
      .tunnel('a', 'iad:relay-1', { attempt: 6_200, registered: 6_300 })
    for (const at of [5_400, 5_800, 6_200, 9_000, 12_000]) stalled(built, at, 200, 'hosts')
    const params = { since: ns(5_000), until: ns(20_000), stat: 'max' }
    const value = computeMetric('reconnect', built.sorted(), params)
    expect(value.observed).toBe(1_300)
    expect(value.uncertainty).toBeLessThan(300)
    // The three within it; one of them counts as uncertainty.
    expect(value.uncertainty + value.heldUp!).toBeGreaterThanOrEqual(600)
    expect(value.uncertainty + value.heldUp!).toBeLessThan(700)
    expect(['<=', '>='].map((op) => checkVerdict(value, op as '<=', 1_000))).toEqual([
      'inconclusive',
      'passed',
    ])
  })

  it.each([
    ['is a stall of the machine: a service that was back late may have waited for it, too', 'harness'],
    ['is what a service waited for a core: it would have been back earlier', 'services'],
  ])('%s', (_, who) => {
    const built = journal().probes('a', 0, 20_100, 100, (ms) => ms < 5_000 || ms >= 5_800)
    const verdict = (limit: number) => {
      const value = computeMetric('answered-after', built.sorted(), { since: ns(5_000), until: ns(9_000) })
      return checkVerdict(value, '<=', limit)
    }
    expect(verdict(500)).toBe('failed')
    // None of the prober, whose stamps stay as they are.
    for (const [at, ms] of [
      [5_300, 198],
      [5_750, 220],
      [20_000, 5_000],
    ] as const)
      stalled(built, at, ms, who)
    expect([verdict(500), verdict(100)]).toEqual(['inconclusive', 'failed'])
  })

  it('gives what never came no bounds', () => {
    const built = journal().tunnel('a', 'iad:relay-1', { attempt: -50, registered: -40, closed: 5_000 })
    for (const at of [5_400, 5_800, 6_200]) stalled(built, at, 200, 'hosts')
    const params = { since: ns(5_000), until: ns(20_000), stat: 'max' }
    const value = computeMetric('reconnect', built.sorted(), params)
    expect(value.observed).toBeNull()
    expect(value.bounds).toBeUndefined()
    expect(checkVerdict(value, '<=', 500)).toBe('failed')
  })

  it('changes nothing of what hosts decided', () => {
    const built = stalled(journal(), 6_000, 3_000, 'hosts')
      .host(5_000, 'a', 'scheduled', { dial: 2, delayMs: 700 })
      .tunnel('a', 'iad:relay-1', { attempt: -50, registered: -40, closed: 5_000 })
      .tunnel('a', 'iad:relay-1', { attempt: 5_700, registered: 5_760 })
    const params = { since: ns(4_990), until: ns(20_000), stat: 'max' }
    expect(computeMetric('decided-delay', built.sorted(), params)).toMatchObject({
      observed: 700,
      uncertainty: 0,
    })
    expect(computeMetric('reconnect', built.sorted(), params).uncertainty).toBeGreaterThanOrEqual(3_000)
  })

  it('before a service was signalled is none of its exit time', () => {
    const built = stalled(journal())
      .service(7_000, 'relay-1', 'signalled')
      .service(7_010, 'relay-1', 'exited', { code: 0 })
    const value = computeMetric('exit-time', built.sorted(), { service: 'relay-1', incarnation: 1 })
    expect(value).toMatchObject({ observed: 10, uncertainty: 0 })
  })
})
