import { expect, test } from 'vitest'
import { computeFigure } from './figures.ts'
import { ns, sent, step } from './fixtures/deliveries.ts'

const window = { since: 0, until: ns(1_000) }
const of = (events: Parameters<typeof computeFigure>[1], name: string, more = {}) =>
  computeFigure(name, events, { ...window, ...more })

test.each([
  ['deliveries-lost', { of: 'sent' }],
  ['deliveries-lost', { of: 'acknowledged' }],
  ['acknowledgement', { stat: 'p99' }],
  ['effects-duplicated', {}],
  ['deliveries-out-of-order', {}],
  ['deliveries-retried', {}],
])('%s cannot be told of a window in which nothing was due', (name, more) => {
  const later = [sent('1', 2_000, 2_001), step('1', 2_002, 'effect')]
  expect(of(later, name, more)).toMatchObject({ observed: null, reason: expect.any(String) })
})

test('sent counts what was due in the window', () => {
  const events = [sent('1', 10, 11), sent('2', 20), sent('3', 2_000)]
  expect(of(events, 'deliveries-sent', { of: 'sent' }).observed).toBe(2)
  expect(of(events, 'deliveries-sent', { of: 'acknowledged' }).observed).toBe(1)
})

test('a delivery without an effect is lost, also one that was never taken', () => {
  const events = [sent('1', 10, 11), step('1', 12, 'effect'), sent('2', 20, 21), sent('3', 30)]
  expect(of(events, 'deliveries-lost', { of: 'sent' })).toMatchObject({
    observed: 2,
    offenders: [{ text: '2: acknowledged, then nothing' }, { text: '3: never taken: i/o timeout' }],
  })
  expect(of(events, 'deliveries-lost', { of: 'acknowledged' })).toMatchObject({
    observed: 1,
    detail: { of: 2 },
  })
})

test('an effect long after the window counts', () => {
  const events = [sent('1', 10, 11), step('1', 90_000, 'effect')]
  expect(of(events, 'deliveries-lost', { of: 'sent' }).observed).toBe(0)
})

test('a receiver that knows a delivery has acted on it', () => {
  const events = [sent('1', 10, 11), step('1', 50, 'duplicate')]
  expect(of(events, 'deliveries-lost', { of: 'sent' }).observed).toBe(0)
})

test('an acknowledgement counts from the moment it was due; none is never', () => {
  const events = [sent('1', 10, 14), sent('2', 20, 27)]
  expect(of(events, 'acknowledgement', { stat: 'max' }).observed).toBe(7)
  expect(of([...events, sent('3', 30)], 'acknowledgement', { stat: 'p99' }).observed).toBeNull()
})

test('a second effect is a duplicated one, a recognised repetition is not', () => {
  const events = [sent('1', 10, 11), step('1', 12, 'effect'), step('1', 13, 'duplicate')]
  expect(of(events, 'effects-duplicated').observed).toBe(0)
  expect(of([...events, step('1', 14, 'effect')], 'effects-duplicated').observed).toBe(1)
})

test('order is that of a repository, by the first sign of each effect', () => {
  const events = [
    sent('1', 10, 11),
    sent('2', 20, 21),
    sent('3', 30, 31, 'b'),
    step('2', 40, 'effect', { sequence: 2 }),
    step('3', 41, 'effect', { repository: 'b', sequence: 1 }),
  ]
  const late = [...events, step('1', 50, 'effect', { sequence: 1 })]
  expect(of(late, 'deliveries-out-of-order')).toMatchObject({
    observed: 1,
    offenders: [{ host: 'a', text: '1: number 1 came after number 2' }],
  })
  const again = [...events, step('1', 39, 'effect'), step('1', 50, 'duplicate')]
  expect(of(again, 'deliveries-out-of-order').observed).toBe(0)
})

test('retried: an attempt failed with a reason, then it took effect', () => {
  const failed = (reason?: string) => step('1', 20, 'failed', reason === undefined ? {} : { reason })
  const retried = (...steps: Parameters<typeof of>[0]) =>
    of([sent('1', 10, 11), ...steps], 'deliveries-retried').observed
  expect(retried(failed('i/o timeout'), step('1', 30, 'effect'))).toBe(1)
  expect(retried(failed(), step('1', 30, 'effect'))).toBe(0)
  expect(retried(failed('i/o timeout'))).toBe(0)
})
