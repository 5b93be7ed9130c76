import { expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

it('counts servers that took a role in the window, and names them', () => {
  const built = journal()
  built.add(5, { kind: 'redis-role', service: 'redis-2', role: 'primary' })
  built.add(9, { kind: 'redis-role', service: 'redis', role: 'replica' })
  const of = (role: string, to: number) =>
    computeMetric('redis-roles', built.events, { role, from: ns(0), to: ns(to) })
  expect(of('primary', 10)).toMatchObject({ observed: 1, offenders: [{ text: 'redis-2 became primary' }] })
  expect(of('replica', 10).observed).toBe(1)
  expect(of('replica', 8).observed).toBe(0)
})
