import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { type JournalBuilder, journal, ns } from '../../../analysis/fixtures/journal.ts'

/** One application from `begun` to `applied` ms; the latter undefined for one that was only begun. */
function application(built: JournalBuilder, vm: string, begun: number, applied?: number, over = {}) {
  const common = {
    kind: 'application' as const,
    vm,
    deployment: 'd1',
    changeSet: 'c1',
    application: 1,
    by: 'a/worker-1',
    attempt: 1,
    ...over,
  }
  built.add(begun, { ...common, state: 'begun' })
  if (applied !== undefined) built.add(applied, { ...common, state: 'applied' })
  return built
}

const vms = ['vm-1', 'vm-2']

describe('applied-again', () => {
  it('counts a VM once per deployment, and says by whom', () => {
    const built = application(journal(), 'vm-1', 0, 10)
    application(built, 'vm-2', 0, 10)
    application(built, 'vm-1', 20, undefined, { application: 2, attempt: 2, by: 'b/worker-2' })
    application(built, 'vm-1', 30, 40, { application: 3, attempt: 3, by: 'b/worker-2' })
    application(built, 'vm-2', 50, 60, { application: 2, deployment: 'd2', changeSet: 'c2' })
    expect(computeMetric('applied-again', built.events, { deployments: ['d1', 'd2'] })).toMatchObject({
      observed: 1,
      detail: { applications: 5, of: 3 },
      offenders: [
        {
          host: 'vm-1',
          at: ns(20),
          text: 'c1 3 times, by a/worker-1 (d1, attempt 1), b/worker-2 (d1, attempt 2), b/worker-2 (d1, attempt 3)',
        },
      ],
    })
  })

  it('counts a change set that comes again under another name', () => {
    const built = application(journal(), 'vm-1', 0, 10)
    application(built, 'vm-1', 20, 30, { application: 2, deployment: 'd1-2' })
    expect(computeMetric('applied-again', built.events, { deployments: ['d1'] }).observed).toBe(1)
  })

  it('cannot tell where no VM was given the deployment', () => {
    const { events } = application(journal(), 'vm-1', 0, 10)
    expect(computeMetric('applied-again', events, { deployments: ['d1', 'd2'] }).reason).toMatch(
      /no VM was given d2/,
    )
  })
})

describe('left-out', () => {
  it('counts VMs that have not finished', () => {
    const built = application(journal(), 'vm-1', 0, 10)
    application(built, 'vm-2', 0)
    expect(computeMetric('left-out', built.events, { deployments: ['d1'], vms })).toMatchObject({
      observed: 1,
      offenders: [{ host: 'vm-2' }],
    })
  })

  it('cannot tell without any record', () => {
    expect(computeMetric('left-out', journal().events, { deployments: ['d1'], vms }).reason).toMatch(
      /no application/,
    )
  })
})

it('applications-under-way counts VMs that were given it and are not done', () => {
  const built = application(application(journal(), 'vm-1', 0, 10), 'vm-2', 5)
  const at = (ms: number) =>
    computeMetric('applications-under-way', built.events, { deployment: 'd1', at: ns(ms) }).observed
  expect([at(2), at(7), at(20)]).toEqual([1, 2, 1])
})

describe('half-done-successes', () => {
  const params = { deployment: 'd1', vms, since: ns(0) }
  const report = (built: JournalBuilder, ms: number, state: 'running' | 'succeeded' | 'failed') =>
    built.add(ms, { kind: 'deployment', deployment: 'd1', state })
  const halfDone = () => application(application(journal(), 'vm-1', 0, 10), 'vm-2', 0, 50)

  it('counts VMs that were not done at the moment of the report', () => {
    expect(
      computeMetric('half-done-successes', report(halfDone(), 30, 'succeeded').events, params).observed,
    ).toBe(1)
    expect(
      computeMetric('half-done-successes', report(halfDone(), 60, 'succeeded').events, params).observed,
    ).toBe(0)
  })

  it('is 0 for what was reported failed, and never for what was not reported', () => {
    expect(
      computeMetric('half-done-successes', report(halfDone(), 30, 'failed').events, params).observed,
    ).toBe(0)
    expect(
      computeMetric('half-done-successes', report(halfDone(), 30, 'running').events, params),
    ).toMatchObject({
      observed: null,
      offenders: [{ text: 'no end was reported' }],
    })
    const early = { ...params, since: ns(45) }
    expect(
      computeMetric('half-done-successes', report(halfDone(), 30, 'succeeded').events, early).reason,
    ).toMatch(/had ended before/)
    expect(computeMetric('half-done-successes', halfDone().events, params).reason).toMatch(
      /nothing was reported/,
    )
  })
})
