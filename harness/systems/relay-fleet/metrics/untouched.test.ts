import { describe, expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import { hostsAside } from './untouched.ts'

const [R1, R2] = ['ams:relay-1', 'ams:relay-2']
const probes = { probes: ['http', 'steady'] }
const topology = {
  nodes: [
    { name: 'hosts', role: 'mock hosts' },
    { name: 'edge', role: 'edge' },
    { name: 'relay-1', role: 'relay in ams' },
    { name: 'relay-2', role: 'relay in ams' },
    { name: 'redis', role: 'tunnel directory' },
  ],
  links: [
    { name: 'edge-relay-1', from: 'edge', to: 'relay-1' },
    { name: 'relay-2-redis', from: 'relay-2', to: 'redis' },
    { name: 'hosts-edge', from: 'hosts', to: 'edge' },
  ],
}

describe('failed-before-fault', () => {
  test('counts what failed between the steady state and the fault, and in the proof of it', () => {
    const { events } = journal()
      .probe(-900, 'a', false, { status: 503 })
      .steady(-500, 'before')
      .probe(-550, 'a', false, { probe: 'steady', status: 500 })
      .probe(-400, 'a', true)
      .probe(-300, 'a', false, { status: 500 })
      .probe(-5, 'a', false, { status: 500, took: 20 })
      .fault(0, 'requested')
      .probe(10, 'a', false, { status: 503 })
    expect(computeMetric('failed-before-fault', events, probes)).toMatchObject({
      observed: 2,
      detail: { of: 3 },
    })
  })

  test('a fleet that fails one request in twenty all the time does not pass', () => {
    const sick = journal()
      .steady(-2_000, 'before')
      .probes('a', -1_990, 0, 20, (ms) => (ms + 2_000) % 400 !== 10)
    expect(computeMetric('failed-before-fault', sick.fault(0, 'requested').events, probes).observed).toBe(5)
  })

  test('timeouts of one in twenty count; those of a machine that stood still do not', () => {
    const timeout = { error: 'timeout', took: 500 }
    const lossy = journal().steady(-2_000, 'before')
    for (let n = 0; n < 60; n++) lossy.probe(-1_900 + n * 10, 'a', n % 20 !== 5, n % 20 === 5 ? timeout : {})
    expect(computeMetric('failed-before-fault', lossy.fault(0, 'requested').events, probes).observed).toBe(3)
    const stalled = journal().steady(-2_000, 'before')
    for (let n = 0; n < 60; n++) {
      const late = n >= 20 && n < 40
      stalled.probe(-1_900 + n * 10, 'a', !late, late ? timeout : { took: n >= 10 && n < 50 ? 400 : 2 })
    }
    expect(computeMetric('failed-before-fault', stalled.fault(0, 'requested').events, probes)).toMatchObject({
      observed: 0,
      detail: { whileAllWereLate: 20 },
    })
  })

  test.each([
    ['for most of its time', 300, { observed: 1, bounds: [0, 1] }],
    ['for some of its time', 100, { observed: 1, bounds: undefined }],
  ])('a timeout %s without a core, beside others that are refused at once', (_, ms, expected) => {
    const built = journal().steady(-2_000, 'before')
    for (let n = 0; n < 60; n++) built.probe(-1_900 + n * 10, 'a', true)
    built.probe(-1_600, 'b', false, { error: 'timeout', took: 500 })
    built.add(-1_150, { kind: 'stall', who: 'services', ms })
    const value = computeMetric('failed-before-fault', built.fault(0, 'requested').events, probes)
    expect(value).toMatchObject({ observed: expected.observed })
    expect(value.bounds).toEqual(expected.bounds)
  })

  test.each([
    ['that the look after it tells', 185, 40, [0, 1]],
    ['too short for any deadline', 90, 40, undefined],
    ['that a look tells which is too late for it', 185, 130, undefined],
  ])('a refusal after a wait %s', (_, took, later, bounds) => {
    const built = journal().steady(-2_000, 'before')
    for (let n = 0; n < 60; n++) built.probe(-1_900 + n * 10, 'a', true)
    built.probe(-1_600, 'b', false, { status: 503, took })
    built.add(-1_600 + took + later, { kind: 'stall', who: 'services', ms: 100 })
    const value = computeMetric('failed-before-fault', built.fault(0, 'requested').events, probes)
    expect(value.observed).toBe(1)
    expect(value.bounds).toEqual(bounds)
  })

  test('cannot tell without a proof or a request', () => {
    expect(computeMetric('failed-before-fault', [], probes).reason).toMatch(/steady state/)
    const idle = journal().steady(-500, 'before').fault(0, 'requested')
    expect(computeMetric('failed-before-fault', idle.events, probes).reason).toMatch(/no request/)
  })
})

describe('failed-aside', () => {
  const fleet = () =>
    journal()
      .header({ topology })
      .tunnel('a', R1, { attempt: -900, registered: -890 })
      .tunnel('b', R2, { attempt: -900, registered: -890 })
      .steady(-500, 'before')

  test.each([
    ['a relay', 'relay-1', ['b']],
    ['a link to a relay', 'edge-relay-1', ['b']],
    ["a relay's own link", 'relay-2-redis', ['a']],
    ['one host', 'a', ['b']],
    ['what all hosts dial', 'hosts-edge', []],
    ['the directory', 'redis', []],
  ])('a fault aimed at %s leaves others aside', (_, target, aside) => {
    expect(hostsAside(fleet().fault(0, 'requested', { target }).events)).toEqual(aside)
  })

  test('counts failed requests to them from the first fault on', () => {
    const { events } = fleet()
      .probe(-100, 'b', false, { status: 500 })
      .fault(0, 'requested')
      .probe(10, 'a', false, { status: 503 })
      .probe(10, 'b', true)
      .probe(20, 'b', false, { status: 502 })
    expect(computeMetric('failed-aside', events, probes)).toMatchObject({
      observed: 1,
      offenders: [{ host: 'b', at: ns(20) }],
      detail: { of: 2 },
    })
  })
})
