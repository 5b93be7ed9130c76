import { expect, it } from 'vitest'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import { vmLanesOf } from './vm-lanes.ts'

it('tells first applications from those of a retry and from repeated ones, within the time shown', () => {
  const built = journal()
  const add = (vm: string, application: number, attempt: number, begun: number, applied?: number) => {
    const common = { vm, deployment: 'd1', changeSet: 'c', application, by: 'w', attempt }
    built.add(begun, { kind: 'application', ...common, state: 'begun' })
    if (applied !== undefined) built.add(applied, { kind: 'application', ...common, state: 'applied' })
  }
  add('vm-10', 1, 2, 30, 40)
  add('vm-2', 1, 1, -20, 5)
  add('vm-2', 2, 2, 50)
  add('vm-3', 1, 1, -90, -80)
  expect(vmLanesOf(built.sorted(), { zero: ns(0), from: -10, to: 60 })).toEqual([
    { vm: 'vm-2', first: [{ from: -10, to: 5 }], retry: [], again: [{ from: 50, to: 60 }] },
    { vm: 'vm-10', first: [], retry: [{ from: 30, to: 40 }], again: [] },
  ])
})
