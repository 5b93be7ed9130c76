import { expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const { events } = journal()
  .service(0, 'relay-1', 'spawned')
  .service(300, 'relay-1', 'accepting')
  .service(1_000, 'relay-1', 'spawned', { incarnation: 2 })
  .service(1_200, 'relay-1', 'accepting', { incarnation: 2, uncertaintyNs: 2_000_000 })
  .service(2_000, 'relay-1', 'spawned', { incarnation: 3 })
const of = (from: number, to: number) => ({ service: 'relay-1', from: ns(from), to: ns(to) })

it('is the time from spawned to accepting of the start in the window', () => {
  expect(computeMetric('start-time', events, of(500, 1_500))).toMatchObject({ observed: 200, uncertainty: 2 })
})

it('is never when it did not accept in time, and cannot be told without a start', () => {
  expect(computeMetric('start-time', events, of(1_900, 9_000))).toMatchObject({ observed: null })
  expect(computeMetric('start-time', events, of(1_900, 9_000))).not.toHaveProperty('reason')
  expect(computeMetric('start-time', events, of(1_300, 1_500)).reason).toMatch(/not started/)
})
