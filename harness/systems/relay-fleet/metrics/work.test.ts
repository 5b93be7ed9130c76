import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal } from '../../../analysis/fixtures/journal.ts'

const dialling = (events: Parameters<typeof computeMetric>[1]) =>
  computeMetric('work-of-dialling', events, {})

describe('work of dialling', () => {
  it('is the stretch in which the fleet dialled, when all dial at once', () => {
    const { events } = journal()
      .tunnel('a', 'ams:relay-1', { attempt: 0, registered: 60 })
      .tunnel('b', 'ams:relay-1', { attempt: 2, registered: 140 })
      .tunnel('c', 'ams:relay-1', { attempt: 100, registered: 190 })
      .fault(500, 'requested')
      .tunnel('a', 'ams:relay-1', { attempt: 600, registered: 2_000 })
    expect(dialling(events)).toMatchObject({ observed: 190, unit: 'ms' })
  })

  it('is the longest dial of hosts that start one after the other', () => {
    const { events } = journal()
      .tunnel('a', 'ams:relay-1', { attempt: 0, registered: 30 })
      .tunnel('b', 'ams:relay-1', { attempt: 1_000, registered: 1_080 })
    expect(dialling(events)).toMatchObject({ observed: 80 })
  })

  it('cannot be told of hosts whose dials nobody reports', () => {
    const { events } = journal().host(5, 'a', 'registered')
    expect(dialling(events).reason).toMatch(/no host was seen to dial/)
    expect(computeMetric('work-of-dialling', events, { declaredMs: 240 })).toMatchObject({ observed: 240 })
  })
})

it('work of starting is that of the first start, before any fault', () => {
  const built = journal()
    .service(0, 'relay-1', 'spawned')
    .service(170, 'relay-1', 'accepting')
    .fault(500, 'requested')
    .service(900, 'relay-1', 'spawned', { incarnation: 2 })
    .service(2_000, 'relay-1', 'accepting', { incarnation: 2 })
  expect(computeMetric('work-of-starting', built.events, { service: 'relay-1' })).toMatchObject({
    observed: 170,
  })
  const never = computeMetric('work-of-starting', built.events, { service: 'edge' })
  expect(never.reason).toBe('edge was not seen to start before the fault')
})

it('work of answering is the slowest good answer of the steady state', () => {
  const { events } = journal()
    .probe(0, 'a', true, { took: 300 })
    .steady(400, 'before')
    .probe(410, 'a', true, { took: 7 })
    .probe(420, 'b', true, { took: 12 })
    .probe(430, 'b', false, { took: 90 })
    .fault(500, 'requested')
    .probe(510, 'a', true, { took: 80 })
  expect(computeMetric('work-of-answering', events, {})).toMatchObject({ observed: 12 })
})
