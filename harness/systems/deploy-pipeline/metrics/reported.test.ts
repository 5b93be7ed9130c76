import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal } from '../../../analysis/fixtures/journal.ts'
import type { EventOf } from '../../../journal/events.ts'

interface Story {
  /** VMs of two that applied it. */
  readonly applied: number
  readonly job: EventOf<'job'>['state']
  readonly reported?: 'succeeded' | 'failed'
  readonly reason?: string
  readonly kept?: string
}

function wrong({ applied, job, reported, reason, kept }: Story) {
  const built = journal().add(0, {
    kind: 'deployment',
    deployment: 'd',
    state: 'running',
    vms: ['vm-1', 'vm-2'],
  })
  for (const vm of ['vm-1', 'vm-2'].slice(0, applied))
    for (const state of ['begun', 'applied'] as const)
      built.add(state === 'begun' ? 10 : 20, {
        kind: 'application',
        vm,
        deployment: 'd',
        changeSet: 'c',
        application: 1,
        state,
        by: 'x',
        attempt: 1,
      })
  built.add(30, { kind: 'job', queue: 'q', job: 'd', state: job, uncertaintyNs: 0 })
  if (reported)
    built.add(31, {
      kind: 'deployment',
      deployment: 'd',
      state: reported,
      vms: ['vm-1', 'vm-2'],
      ...(reason && { reason }),
    })
  built.add(40, { kind: 'store-read', store: 'rollouts', entries: kept ? [{ id: 'd', state: kept }] : [] })
  return computeMetric('reported-otherwise', built.sorted(), {}).offenders?.map(({ text }) => text)
}

test.each<[string, Story, string[]]>([
  [
    'applied everywhere, succeeded',
    { applied: 2, job: 'completed', reported: 'succeeded', kept: 'succeeded' },
    [],
  ],
  ['never given, dead, failed', { applied: 0, job: 'failed', reported: 'failed', reason: '502' }, []],
  [
    'a dead job as succeeded',
    { applied: 0, job: 'failed', reported: 'succeeded' },
    ['d: reported succeeded, 2 VMs had not applied it'],
  ],
  [
    'half-done as succeeded',
    { applied: 1, job: 'completed', reported: 'succeeded' },
    ['d: reported succeeded, 1 VMs had not applied it'],
  ],
  [
    'succeeded with a dead job',
    { applied: 2, job: 'failed', reported: 'succeeded', kept: 'succeeded' },
    ['d: reported succeeded, its job is dead'],
  ],
  [
    'failed without a reason',
    { applied: 0, job: 'failed', reported: 'failed' },
    ['d: reported failed, without a reason'],
  ],
  [
    'done and reported failed',
    { applied: 2, job: 'failed', reported: 'failed', reason: 'x' },
    ['d: reported failed, every VM has applied it'],
  ],
  ['nothing reported', { applied: 0, job: 'failed' }, ['d: its job failed, and nothing was reported']],
  [
    'kept as succeeded',
    { applied: 1, job: 'failed', reported: 'failed', reason: 'x', kept: 'succeeded' },
    ['d: kept as succeeded, 1 VMs have not applied it'],
  ],
  [
    'kept as running',
    { applied: 2, job: 'completed', reported: 'succeeded', kept: 'running' },
    ['d: kept as running, every VM has applied it'],
  ],
])('%s', (_, story, expected) => expect(wrong(story)).toEqual(expected))
