import { describe, expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { hopExit, hopReady, ns, sent, step, store } from '../../../analysis/fixtures/deliveries.ts'
import type { JournalEvent } from '../../../journal/events.ts'

const window = { since: ns(100), until: ns(1_000) }
const of = (events: readonly JournalEvent[], name: string, more = {}) =>
  computeMetric(name, events, { ...window, ...more })

describe('queue-drained', () => {
  const taken = [step('1', 50, 'accepted'), step('2', 60, 'accepted')]

  test('until the last one has ended, however it ended', () => {
    const ends = [step('1', 130, 'delivered'), step('2', 170, 'dead', { reason: 'status 500' })]
    expect(of([...taken, ...ends], 'queue-drained').observed).toBe(70)
  })

  test('what a hop was killed over and its next life does not find has ended', () => {
    const events = [...taken, hopExit(120), step('2', 150, 'kept'), hopReady(160)]
    expect(of(events, 'queue-drained')).toMatchObject({ observed: null, offenders: [{ text: '1 left' }] })
    expect(of([...events, step('2', 190, 'delivered')], 'queue-drained').observed).toBe(90)
  })

  test('nothing left at the beginning is 0', () => {
    expect(of([step('1', 50, 'accepted'), step('1', 60, 'delivered')], 'queue-drained').observed).toBe(0)
  })

  test('never, when one is left; and what is left is said', () => {
    expect(of([...taken, step('1', 130, 'delivered')], 'queue-drained')).toMatchObject({
      observed: null,
      offenders: [{ text: '1 left' }],
    })
  })

  test('cannot be told of a hop that took nothing', () => {
    expect(of([], 'queue-drained').reason).toBe('the hop took no delivery')
  })
})

describe('deliveries-open-max', () => {
  test('most at once within the window', () => {
    const events = [
      ...['x', 'y', 'z'].map((id) => step(id, 10, 'attempt')),
      ...['x', 'y', 'z'].map((id) => step(id, 20, 'failed')),
      step('1', 110, 'attempt'),
      step('2', 120, 'attempt'),
      step('1', 130, 'failed'),
      step('1', 140, 'attempt'),
      step('2', 150, 'delivered'),
    ]
    expect(of(events, 'deliveries-open-max').observed).toBe(2)
  })

  test('cannot be told without an attempt', () => {
    expect(of([step('1', 110, 'accepted')], 'deliveries-open-max').reason).toBeDefined()
  })
})

test('an end counts as mid-delivery when an attempt was under way', () => {
  const events = [
    step('1', 110, 'attempt'),
    hopExit(120),
    hopExit(130),
    step('1', 140, 'attempt'),
    step('1', 150, 'delivered'),
    hopExit(160),
  ]
  expect(of(events, 'ends-mid-delivery', { service: 'hop' })).toMatchObject({
    observed: 1,
    detail: { of: 3 },
  })
})

test('an end is one without effect when an attempt was under way that came to nothing', () => {
  const at = (...events: JournalEvent[]) =>
    of([step('1', 110, 'attempt'), hopExit(120), ...events], 'ends-without-effect', { service: 'hop' })
      .observed
  expect(at()).toBe(1)
  expect(at(step('1', 130, 'effect'))).toBe(0)
  expect(at(step('1', 140, 'attempt'), step('1', 150, 'effect'))).toBe(1)
  expect(at(step('1', 115, 'failed'))).toBe(0)
})

test('dead letters are those of the store, counted by whether they say why there', () => {
  const letters = store('dead-letters', { id: '1', reason: 'i/o timeout' }, '2')
  // The log says why of both: whoever opens the list does not see that.
  const logged = [
    step('1', 110, 'dead', { reason: 'i/o timeout' }),
    step('2', 120, 'dead', { reason: 'status 500' }),
  ]
  const events = [sent('1', 105, 106), sent('2', 105, 106), ...logged]
  expect(of([...events, letters], 'dead-letters', { reason: 'given' }).observed).toBe(1)
  expect(of([...events, letters], 'dead-letters', { reason: 'missing' }).observed).toBe(1)
  expect(of(events, 'dead-letters', { reason: 'given' }).reason).toMatch(/not read/)
})

test('a dead letter has to say what came last, whatever was logged', () => {
  const events = ['1', '2', '3'].map((id) => sent(id, 105, 106))
  const letters = store('dead-letters', { id: '1', reason: 'i/o timeout' }, '2', {
    id: '3',
    reason: 'could not be delivered',
  })
  expect(of([...events, letters], 'dead-letters-otherwise', { says: 'i/o timeout' })).toMatchObject({
    observed: 2,
    offenders: [
      { text: '2: no reason, it was i/o timeout' },
      { text: '3: could not be delivered, it was i/o timeout' },
    ],
    detail: { of: 3 },
  })
  expect(of(events, 'dead-letters-otherwise', { says: 'i/o timeout' }).reason).toMatch(/not read/)
})

test('what was given up has to be in the store', () => {
  const events = [
    ...['1', '2', '3'].map((id) => sent(id, 105, 106)),
    step('1', 110, 'dead'),
    step('2', 120, 'dead'),
  ]
  expect(of([...events, store('dead-letters', '2')], 'dead-letters-missing', {})).toMatchObject({
    observed: 1,
    offenders: [{ text: '1 is not kept' }],
    detail: { of: 2 },
  })
  expect(of([sent('1', 105, 106), store('dead-letters')], 'dead-letters-missing', {}).reason).toMatch(
    /nothing was given up/,
  )
})

test('an end counts as one with a queue when something acknowledged waited that nobody had attempted', () => {
  const events = [
    sent('1', 105, 110),
    sent('2', 105, 140),
    step('1', 125, 'attempt'),
    step('2', 150, 'attempt'),
  ]
  const ends = [hopExit(120), hopExit(130), hopExit(145)]
  expect(of([...events, ...ends], 'ends-with-queue', { service: 'hop' })).toMatchObject({
    observed: 2,
    detail: { of: 3 },
  })
})

test('proxy answers are those of one service and status, and not told of a silent one', () => {
  const answer = (service: string, status: number): JournalEvent => ({
    kind: 'answered',
    at: ns(200),
    service,
    status,
  })
  const events = [answer('nginx', 408), answer('nginx', 200), answer('caddy', 408)]
  const params = { service: 'nginx', status: 408 }
  expect(of(events, 'proxy-answers', params)).toMatchObject({ observed: 1, detail: { of: 2 } })
  expect(of([answer('caddy', 408)], 'proxy-answers', params).reason).toBeDefined()
})
