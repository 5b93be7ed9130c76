import { expect, it } from 'vitest'
import { computeMetric } from './compute-metric.ts'
import { journal, ns } from './fixtures/journal.ts'

/** A cold start until the steady state at 1,000, a fault at 2,000. */
const faulted = () => journal().steady(1_000, 'before').fault(2_000, 'requested')

it('memory is held against the steady state, not against the cold start', () => {
  const built = faulted()
  for (let ms = 0; ms < 900; ms += 100) built.add(ms, { kind: 'memory', service: 'web', bytes: 20e6 })
  for (let ms = 1_100; ms < 1_500; ms += 100) built.add(ms, { kind: 'memory', service: 'web', bytes: 60e6 })
  built.add(2_500, { kind: 'memory', service: 'web', bytes: 70e6 })
  const params = { service: 'web', from: ns(2_000), to: ns(3_000) }
  expect(computeMetric('memory-over-base', built.sorted(), params).observed).toBe(10)
})

it('descriptors too', () => {
  const built = faulted()
  for (let ms = 0; ms < 900; ms += 100) built.sockets(ms, {}, { descriptors: 10 })
  built.sockets(1_500, {}, { descriptors: 30 }).sockets(2_500, {}, { descriptors: 31 })
  const params = { service: 'web', at: ns(3_000) }
  expect(computeMetric('descriptors-over-base', built.sorted(), params).observed).toBe(1)
})

it('answer times too', () => {
  const built = faulted()
  for (let ms = 0; ms < 990; ms += 10) built.probe(ms, 'log', true, { took: 500 })
  for (let ms = 1_010; ms < 1_900; ms += 10) built.probe(ms, 'log', true, { took: 10 })
  for (let ms = 2_100; ms < 2_900; ms += 10) built.probe(ms, 'log', true, { took: 25 })
  const params = { from: ns(2_000), to: ns(3_000), times: 2, stat: 'p95' }
  expect(computeMetric('probe-over-base', built.sorted(), params)).toMatchObject({ observed: 5 })
})

it('the last look before the steady state was proved speaks for it where none came after', () => {
  const built = faulted().sockets(500, {}, { descriptors: 10 }).sockets(990, {}, { descriptors: 30 })
  built.sockets(2_500, {}, { descriptors: 31 })
  const params = { service: 'web', at: ns(3_000) }
  expect(computeMetric('descriptors-over-base', built.sorted(), params).observed).toBe(1)
})

it('a steady state that was not proved is none', () => {
  const built = journal().steady(500, 'before', false).steady(1_000, 'before').fault(2_000, 'requested')
  built.sockets(700, {}, { descriptors: 10 }).sockets(1_200, {}, { descriptors: 30 })
  built.sockets(2_500, {}, { descriptors: 31 })
  const params = { service: 'web', at: ns(3_000) }
  expect(computeMetric('descriptors-over-base', built.sorted(), params).observed).toBe(1)
})
