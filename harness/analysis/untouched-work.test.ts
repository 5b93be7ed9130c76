import { describe, expect, test } from 'vitest'
import type { JournalEvent } from '../journal/events.ts'
import { computeMetric } from './compute-metric.ts'
import { fault, ns, sent, step } from './fixtures/deliveries.ts'
import { journal } from './fixtures/journal.ts'

/** A hundred requests, 10 ms apart; those named fail. */
const requests = (...failed: number[]) =>
  Array.from({ length: 100 }, (_, index) =>
    sent(`${index}`, index * 10, failed.includes(index) ? undefined : index * 10 + 1),
  )

describe('untouched-failures', () => {
  const failures = (events: readonly JournalEvent[]) =>
    computeMetric('untouched-failures', events, { probe: 'webhook', touchedBy: [{ target: 'hop' }] })

  test('one in twenty that fails all the time is seen, though no fault was near', () => {
    expect(failures(requests(5, 25, 45, 65, 85))).toMatchObject({ observed: 5, detail: { of: 100 } })
  })

  test('what a fault reached does not count, what one beside it did not reach does', () => {
    // Number 50 ends a second after it was due: within the fault.
    expect(failures([...requests(50), ...fault(600, 700, 'kill', 'hop')])).toMatchObject({ observed: 0 })
    expect(failures([...requests(50), ...fault(600, 700, 'kill', 'receiver')])).toMatchObject({ observed: 1 })
  })

  test("one that took a second, half of which services had no core, may be the machine's", () => {
    const waited = (ms: number): JournalEvent => ({ kind: 'stall', who: 'services', at: ns(1_400), ms })
    expect(failures([...requests(50), waited(400)])).toMatchObject({ observed: 1, uncertainty: 0 })
    // Number 98 began later.
    expect(failures([...requests(50, 98), waited(600)])).toMatchObject({ observed: 2, bounds: [1, 2] })
  })

  test('the cold start does not count', () => {
    const mark: JournalEvent = { kind: 'mark', name: 'warm', at: ns(100) }
    expect(failures([...requests(5), mark])).toMatchObject({ observed: 0, detail: { of: 90 } })
  })

  test('too few say nothing', () => {
    expect(failures(requests().slice(0, 50)).reason).toMatch(/too few/)
  })
})

test('attempts-failed-untouched counts attempts that began and failed while no fault was open', () => {
  const attempts = Array.from({ length: 100 }, (_, index) => [
    step(`${index}`, index * 10, 'attempt'),
    step(`${index}`, index * 10 + 5, index % 20 === 19 ? 'failed' : 'delivered'),
  ]).flat()
  const count = (...more: JournalEvent[]) =>
    computeMetric(
      'attempts-failed-untouched',
      [...attempts, ...more].toSorted((a, b) => a.at - b.at),
      {},
    )
  const warm: JournalEvent = { kind: 'mark', name: 'warm', at: ns(850) }
  const before: JournalEvent = { kind: 'mark', name: 'warm', at: ns(0) }
  expect(count()).toMatchObject({ observed: 5, detail: { of: 100 } })
  // A quick one failed for another reason.
  expect(count({ kind: 'stall', who: 'services', at: ns(900), ms: 900 }).bounds).toBeUndefined()
  // Those at 190, 390 and 590 came before the fault, that at 790 in what it left behind, that at 990 after all.
  expect(count(before, ...fault(700, 750), warm)).toMatchObject({ observed: 4, detail: { of: 85 } })
})

test('an attempt that timed out while the receiver acted on it was slow; one that came to nothing failed', () => {
  const attempts = Array.from({ length: 100 }, (_, index) => [
    step(`${index}`, index * 10, 'attempt'),
    step(`${index}`, index * 10 + 5, index < 2 ? 'failed' : 'delivered', { reason: 'i/o timeout' }),
  ]).flat()
  const events = [...attempts, step('0', 2_000, 'effect')]
  expect(computeMetric('attempts-failed-untouched', events, {})).toMatchObject({ observed: 1 })
})

test('jobs-retried-untouched counts further starts of jobs that no fault had to do with', () => {
  const built = journal()
  const job = (ms: number, name: string, state: 'waiting' | 'active' | 'completed') =>
    built.add(ms, { kind: 'job', queue: 'q', job: name, state, uncertaintyNs: 0 })
  for (const [name, from] of [
    ['a', 0],
    ['b', 100],
  ] as const) {
    job(from, name, 'waiting')
    job(from + 1, name, 'active')
    job(from + 3, name, 'active')
    job(from + 9, name, 'completed')
  }
  expect(computeMetric('jobs-retried-untouched', built.sorted(), {})).toMatchObject({ observed: 2 })
  built.fault(50, 'requested').fault(60, 'observed').fault(105, 'healed')
  expect(computeMetric('jobs-retried-untouched', built.sorted(), {})).toMatchObject({
    observed: 1,
    offenders: [{ text: 'a: start 2' }],
  })
})

test('a job that starts again after a second, as its worker had no core, is not counted for certain', () => {
  const retried = (waited: number) => {
    const built = journal()
    for (const [ms, state] of [
      [0, 'waiting'],
      [1, 'active'],
      [1_001, 'active'],
      [1_009, 'completed'],
    ] as const)
      built.add(ms, { kind: 'job', queue: 'q', job: 'a', state, uncertaintyNs: 0 })
    built.add(990, { kind: 'stall', who: 'services', ms: waited })
    return computeMetric('jobs-retried-untouched', built.sorted(), {})
  }
  expect(retried(400)).toMatchObject({ observed: 1, uncertainty: 0 })
  expect(retried(600)).toMatchObject({ observed: 1, bounds: [0, 1] })
})

describe('streams-failed-untouched', () => {
  const lost = { fault: 'lose-file', path: '/jobs/silent/log' }
  const failures = (end: Parameters<ReturnType<typeof journal>['stream']>[3], path = '/jobs/live/log') => {
    const built = journal().fault(20, 'requested', { fault: 'lose-file' })
    built.stream(0, 's', 'asked', { path }).stream(1, 's', 'answered', { path, status: 200 })
    built.stream(2, 's', 'first', { path }).stream(50, 's', 'ended', { path, whole: true, ...end })
    return computeMetric('streams-failed-untouched', built.sorted(), { touchedBy: [lost] })
  }

  test('a line that is lost, doubled or in another place is a failure', () => {
    expect(failures({})).toMatchObject({ observed: 0, detail: { of: 1 } })
    expect(failures({ wrong: 'line 2 is missing before line 3' })).toMatchObject({
      observed: 1,
      offenders: [{ host: 's', text: 'line 2 is missing before line 3' }],
    })
    expect(failures({ whole: false }).observed).toBe(1)
  })

  test("one that never began, as services had no core, may be the machine's; a line that is lost is not", () => {
    const failures = (end: { wrong?: string }) => {
      const built = journal().fault(2_000, 'requested')
      built.stream(0, 's', 'asked').stream(1_000, 's', 'failed', end)
      built.add(900, { kind: 'stall', who: 'services', ms: 600 })
      return computeMetric('streams-failed-untouched', built.sorted(), { touchedBy: [] })
    }
    expect(failures({})).toMatchObject({ observed: 1, bounds: [0, 1] })
    expect(failures({ wrong: 'line 2 is missing' })).toMatchObject({ observed: 1, uncertainty: 0 })
  })

  test('a fault reaches only streams of its path', () => {
    expect(failures({ whole: false }, '/jobs/silent/log').reason).toMatch(/no stream was open/)
  })
})
