import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { ns, sent, step, store } from '../../../analysis/fixtures/deliveries.ts'

const window = { since: 0, until: ns(1_000) }
const of = (events: Parameters<typeof computeMetric>[1], name: string, more = {}) =>
  computeMetric(name, events, { ...window, ...more })

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

const builds = (...entries: Parameters<typeof store>[1][]) => store('builds', ...entries)

test.each([
  ['deliveries-lost', { of: 'sent' }],
  ['effects-duplicated', {}],
  ['deliveries-out-of-order', {}],
  ['deliveries-retried', {}],
  ['deliveries-altered', {}],
])("%s cannot be told without the receiver's store", (name, more) => {
  const events = [sent('1', 10, 11), step('1', 12, 'effect')]
  const params = name === 'deliveries-altered' ? {} : { ...window, ...more }
  expect(computeMetric(name, events, params).reason).toBe("the receiver's store was not read")
})

test('what started its build only after the wait for it was over is lost', () => {
  const at = (event: ReturnType<typeof builds>, ms: number) => ({ ...event, at: ns(ms) })
  const events = [sent('1', 10, 11), sent('2', 20, 21)]
  const [early, waited, last] = [at(builds(), 900), at(builds('1'), 1_500), at(builds('1', '2'), 2_000)]
  expect(of([...events, early, waited, last], 'deliveries-lost', { of: 'sent' }).observed).toBe(1)
  expect(of([...events, early, last], 'deliveries-lost', { of: 'sent' }).observed).toBe(0)
  expect(of([...events, early], 'deliveries-lost', { of: 'sent' }).observed).toBe(2)
})

test('a delivery that started no build is lost, also one that was never taken', () => {
  const events = [sent('1', 10, 11), sent('2', 20, 21), sent('3', 30), builds('1')]
  expect(of(events, 'deliveries-lost', { of: 'sent' })).toMatchObject({
    observed: 2,
    offenders: [{ text: '2: acknowledged, then nothing' }, { text: '3: never taken: i/o timeout' }],
  })
  expect(of(events, 'deliveries-lost', { of: 'acknowledged' })).toMatchObject({
    observed: 1,
    detail: { of: 3 },
  })
})

test('a receiver that died between key and build has lost the delivery, though it says that it knew it', () => {
  const events = [sent('1', 10, 11), step('1', 50, 'duplicate'), builds()]
  expect(of(events, 'deliveries-lost', { of: 'sent' }).observed).toBe(1)
})

test('a line that says that something took effect is no build', () => {
  expect(
    of([sent('1', 10, 11), step('1', 12, 'effect'), builds()], 'deliveries-lost', { of: 'sent' }).observed,
  ).toBe(1)
})

test('an acknowledgement counts from the moment it was due; none is never', () => {
  const events = [sent('1', 10, 14), sent('2', 20, 27)]
  expect(of(events, 'acknowledgement', { stat: 'max' }).observed).toBe(7)
  expect(of([...events, sent('3', 30)], 'acknowledgement', { stat: 'p99' }).observed).toBeNull()
})

test('a second build is a duplicated effect, a recognised repetition is not', () => {
  const events = [sent('1', 10, 11), step('1', 12, 'effect'), step('1', 13, 'duplicate')]
  expect(of([...events, builds('1')], 'effects-duplicated').observed).toBe(0)
  expect(of([...events, builds('1', '1')], 'effects-duplicated').observed).toBe(1)
  expect(of([...events, builds('1')], 'deliveries-suppressed', { after: ns(13) }).observed).toBe(1)
  expect(of([...events, builds('1')], 'deliveries-suppressed', { after: ns(14) }).observed).toBe(0)
})

test('order is that of a repository, by the first build of each', () => {
  const events = [sent('1', 10, 11), sent('2', 20, 21), sent('3', 30, 31, 'b')]
  expect(of([...events, builds('2', '3', '1')], 'deliveries-out-of-order')).toMatchObject({
    observed: 1,
    offenders: [{ host: 'a', text: '1: number 1 came after number 2' }],
  })
  expect(of([...events, builds('1', '3', '2', '1')], 'deliveries-out-of-order').observed).toBe(0)
})

test('retried: an attempt failed with a reason, and it took effect', () => {
  const failed = (reason?: string) => step('1', 20, 'failed', reason === undefined ? {} : { reason })
  const retried = (...steps: Parameters<typeof of>[0]) =>
    of([sent('1', 10, 11), ...steps], 'deliveries-retried').observed
  expect(retried(failed('i/o timeout'), builds('1'))).toBe(1)
  expect(retried(failed(), builds('1'))).toBe(0)
  expect(retried(failed('i/o timeout'), builds())).toBe(0)
  const says = (text: string) =>
    of([sent('1', 10, 11), failed('status 408'), builds('1')], 'deliveries-retried', { says: text }).observed
  expect([says('408'), says('i/o timeout')]).toEqual([1, 0])
})

test('altered: what arrived in a build or is kept as a dead letter is not what was sent', () => {
  const events = [sent('1', 10, 11, 'a', 'x'), sent('2', 20, 21, 'a', 'y')]
  const altered = (first: string, second?: string) =>
    computeMetric(
      'deliveries-altered',
      [
        ...events,
        builds({ id: '1', digest: first }),
        store('dead-letters', { id: '2', ...(second !== undefined && { digest: second }) }),
      ],
      {},
    ).observed
  expect([altered('x', 'y'), altered('z', 'y'), altered('x', 'z'), altered('x')]).toEqual([0, 1, 1, 1])
})
