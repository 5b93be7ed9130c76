import { expect, test } from 'vitest'
import { hopExit, hopReady, sent, step } from '../../analysis/fixtures/deliveries.ts'
import { DeliveryTracker } from './delivery-tracker.ts'

test('knows what waits, what is under way and what is over', () => {
  const tracker = new DeliveryTracker()
  const take = (...events: Parameters<DeliveryTracker['take']>[0][]) => {
    for (const event of events) tracker.take(event)
  }
  take(step('1', 1, 'accepted'), step('2', 2, 'accepted'), sent('1', 0, 3), sent('2', 0))
  take(step('1', 4, 'attempt'), step('2', 5, 'attempt'), step('1', 6, 'effect'), step('1', 7, 'delivered'))
  expect(tracker).toMatchObject({
    acknowledged: new Set(['1']),
    effects: new Set(['1']),
    waiting: { size: 1 },
    open: new Set(['2']),
    untried: new Set(),
    givenUp: 0,
  })
  take(hopExit(8))
  expect([tracker.open.size, tracker.waiting.size]).toEqual([0, 1])
  take(step('2', 9, 'dead'))
  expect([tracker.waiting.size, tracker.givenUp]).toEqual([0, 1])
})

test('a hop that starts again knows best what waits', () => {
  const tracker = new DeliveryTracker()
  const before = [step('1', 1, 'accepted'), step('2', 2, 'accepted'), step('1', 3, 'attempt')]
  for (const event of [...before, hopExit(4), step('2', 5, 'kept')]) tracker.take(event)
  expect(tracker.waiting.size).toBe(2)
  tracker.take(hopReady(6))
  expect(tracker.waiting.size).toBe(1)
  tracker.take(step('2', 7, 'delivered'))
  expect(tracker.waiting.size).toBe(0)
})

test('knows what was acknowledged and not attempted, and what was refused', () => {
  const tracker = new DeliveryTracker()
  for (const event of [sent('1', 0, 3), sent('2', 0, 3), sent('3', 0), step('1', 4, 'attempt')])
    tracker.take(event)
  expect([tracker.untried, tracker.refused]).toEqual([new Set(['2']), 1])
})
