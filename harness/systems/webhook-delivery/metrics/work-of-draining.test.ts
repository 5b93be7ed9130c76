import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import type { EventOf } from '../../../journal/events.ts'

function delivery(id: string, repository: string, state: EventOf<'delivery'>['state']) {
  return { kind: 'delivery' as const, delivery: id, repository, sequence: 1, state }
}

/** One delivery that takes 80 ms before the fault; then three of `a` and one of `b` wait, one of `a` is over. */
const waiting = () =>
  journal()
    .header()
    .add(0, delivery('w', 'a', 'attempt'))
    .add(80, delivery('w', 'a', 'delivered'))
    .fault(100, 'requested')
    .add(110, delivery('a1', 'a', 'accepted'))
    .add(111, delivery('a2', 'a', 'accepted'))
    .add(112, delivery('b1', 'b', 'accepted'))
    .add(113, delivery('a3', 'a', 'accepted'))
    .add(114, delivery('a1', 'a', 'delivered'))
    .add(120, delivery('a2', 'a', 'kept'))
    .add(500, delivery('a4', 'a', 'accepted'))

test('is what one took beyond its design, times the longest row that waited', () => {
  const { events } = waiting()
  expect(computeMetric('work-of-draining', events, { at: ns(200), buildMs: 50 })).toMatchObject({
    observed: 60,
    unit: 'ms',
    offenders: [{ text: '2 of a waited; 30 ms of work for each' }],
  })
  expect(computeMetric('work-of-draining', events, { at: ns(200), buildMs: 90 }).observed).toBe(0)
})

test('cannot be told where nothing was delivered before the fault', () => {
  const { events } = journal().header().fault(100, 'requested')
  expect(computeMetric('work-of-draining', events, { at: ns(200), buildMs: 50 }).reason).toMatch(
    /no webhook was delivered before/,
  )
})
