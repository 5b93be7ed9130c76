import { expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

it('counts orders of one start of the job from a moment on, and no question', () => {
  const built = journal()
  const call = (ms: number, call: 'order' | 'state', id: string, attempt?: number) =>
    built.add(ms, { kind: 'rollout-call', call, id, worker: 1, ...(attempt && { attempt }) })
  call(1, 'order', 'd', 1)
  call(5, 'state', 'd')
  call(6, 'order', 'd', 2)
  call(7, 'order', 'other', 1)
  call(8, 'order', 'd', 1)
  const of = (attempt: number, since: number) =>
    computeMetric('rollout-orders', built.events, { deployment: 'd', attempt, since: ns(since) })
  expect(of(1, 2)).toMatchObject({ observed: 1, unit: 'orders', offenders: [{ at: ns(8) }] })
  expect(of(1, 0).observed).toBe(2)
  expect(of(2, 7).observed).toBe(0)
})
