import { expect, test } from 'vitest'
import { ns, sent, step } from '../../../analysis/fixtures/deliveries.ts'
import { deliverySeries } from './delivery-series.ts'

test('depth and acknowledgements on the axis of the timeline', () => {
  const events = [
    sent('1', 10, 14),
    step('1', 12, 'accepted'),
    sent('2', 20),
    step('1', 30, 'attempt'),
    step('1', 31, 'delivered'),
  ]
  expect(deliverySeries(events, ns(10))).toEqual({
    depth: [
      [2, 1],
      [21, 0],
    ],
    acknowledged: [
      { ms: 0, afterMs: 4 },
      { ms: 10, afterMs: null },
    ],
  })
})

test('none for a system without deliveries', () => expect(deliverySeries([], 0)).toBeUndefined())
