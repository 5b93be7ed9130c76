import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineMetric } from '../analysis/metric.ts'
import { eventsOf, type NewEvent } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { type GuardInput, readGuard, readGuards } from './guard.ts'
import type { GuardState } from './state.ts'
import { GuardWatch } from './watch.ts'

const MS = 1e6

/** A metric of the user's own, made of the journal so far. */
defineMetric(
  'notes-written',
  z.strictObject({ since: z.number(), until: z.number(), by: z.string() }),
  (events, { since, until, by }) => ({
    observed: eventsOf(events, 'mark').filter((one) => one.by === by && one.at >= since && one.at <= until)
      .length,
    unit: 'notes',
    uncertainty: 0,
  }),
)

function watching(guards: readonly GuardInput[], { clients = 0, factor = 1 } = {}) {
  const journal = memoryJournal()
  const past: GuardState[] = []
  const watch = new GuardWatch({
    ...{ guards: readGuards(guards), journal, clients, factor },
    onPast: (state) => past.push(state),
  })
  const requests = (from: number, count: number, ok: boolean, tookMs = 1) => {
    for (let index = 0; index < count; index++) {
      const at = (from + index) * MS
      const due = Math.max(0, at - tookMs * MS)
      journal.append({
        at,
        kind: 'probe',
        probe: 'a',
        host: 'a',
        due,
        sent: due,
        ok,
        ...(ok && { status: 200 }),
      })
    }
  }
  const end = () => {
    watch[Symbol.dispose]()
    return eventsOf(journal.events, 'guard')
  }
  return { watch, journal, past, requests, end, append: (event: NewEvent) => journal.append(event) }
}

test('says how near a limit is, fires once past it, and remembers the worst', () => {
  const { watch, past, requests, end } = watching(['failed < 50 %'])
  requests(0, 10, false)
  watch.look(20 * MS)
  expect(watch.states).toMatchObject([
    { value: null, fired: false, reason: expect.stringContaining('fewer than 20') },
  ])
  requests(10, 30, true)
  watch.look(50 * MS)
  expect(watch.states).toMatchObject([{ value: 25, worst: 25, fired: false }])
  expect(past).toEqual([])
  requests(50, 60, false)
  watch.look(120 * MS)
  watch.look(130 * MS)
  expect(past).toMatchObject([{ guard: 'failed < 50 %', value: 70, limit: 50, unit: '%' }])
  watch.look(60_000 * MS)
  expect(watch.states).toMatchObject([{ value: null, worst: 70, fired: true }])
  expect(end()).toMatchObject([{ worst: 70, worstAt: 120 * MS, looks: 5, seen: 3, fired: true }])
  // Twice is once.
  expect(end()).toHaveLength(1)
})

test('what was never observed is written down with the reason, and did not fire', () => {
  const { watch, end, past } = watching(['memory < 1 MB', 'disconnected < 0 %', 'failed < 0 %'])
  watch.look(1)
  expect(end()).toMatchObject([
    { worst: null, seen: 0, fired: false, reason: expect.stringContaining('nobody looked at the memory') },
    { worst: null, seen: 0, fired: false, reason: 'no client or host said that it connected' },
    { worst: null, seen: 0, fired: false, reason: expect.stringContaining('fewer than 20 requests') },
  ])
  expect(past).toEqual([])
  expect(watching(['failed < 1 %']).end()[0]).toMatchObject({
    looks: 0,
    reason: expect.stringContaining('steady state'),
  })
})

test('counts clients that are away', () => {
  const { watch, append } = watching(['disconnected < 50 %'], { clients: 4 })
  const client = (name: string, state: 'connected' | 'lost') =>
    append({ at: 0, kind: 'client', client: name, state, service: 'c' })
  for (const name of ['a', 'b', 'c', 'd']) client(name, 'connected')
  client('a', 'lost')
  watch.look(0)
  expect(watch.states).toMatchObject([{ value: 25, fired: false }])
  client('b', 'lost')
  watch.look(1)
  expect(watch.states).toMatchObject([{ value: 50, fired: true }])
})

test('a percentile of the answer time, scaled as the system is; no answer counts as the whole window', () => {
  const { watch, requests } = watching(['latency(percentile=50) < 2s', 'latency(percentile=95) < 9s'], {
    factor: 0.1,
  })
  requests(500, 19, true, 40)
  requests(520, 3, false)
  watch.look(600 * MS)
  expect(watch.states).toMatchObject([
    { value: 40, limit: 200, unit: 'ms', fired: false },
    { value: 1_000, limit: 900, fired: true },
  ])
})

test('memory, sockets and descriptors are those of the service that has most, or of the one that is named', () => {
  const guards = ['memory < 90', 'memory(service=b) < 0.1 GB', 'sockets < 5', 'descriptors(service=a) < 9']
  const { watch, append } = watching(guards)
  const looks = (service: string, bytes: number, open: number) => {
    append({ kind: 'memory', service, bytes })
    append({ kind: 'sockets', service, states: { LISTEN: 1, ESTABLISHED: open }, descriptors: open + 3 })
  }
  looks('a', 50_000_000, 2)
  looks('b', 80_000_000, 3)
  watch.look(0)
  expect(watch.states.map(({ value }) => value)).toEqual([80, 80, 4, 5])
  append({ kind: 'service', service: 'b', incarnation: 1, state: 'exited', code: 0 })
  looks('a', 95_000_000, 6)
  watch.look(1)
  expect(watch.states.map(({ value, fired }) => [value, fired])).toEqual([
    [95, true],
    [null, false],
    [7, true],
    [9, true],
  ])
})

describe('any metric', () => {
  test('with its parameters; moments are filled in: the beginning of the watch, and now', () => {
    const { watch, append, past, end } = watching([
      { metric: 'notes-written', params: { by: 'ada' }, below: 2 },
    ])
    append({ at: 1, kind: 'mark', name: 'before', by: 'ada' })
    append({ at: 11, kind: 'mark', name: 'one', by: 'ada' })
    append({ at: 12, kind: 'mark', name: 'two', by: 'grace' })
    watch.look(10)
    expect(watch.states).toMatchObject([{ guard: 'notes-written(by="ada") < 2', value: 0, fired: false }])
    // Not computed at every look: it goes through the whole journal.
    append({ at: 13, kind: 'mark', name: 'two', by: 'ada' })
    watch.look(20)
    expect(watch.states[0]!.value).toBe(0)
    expect(past).toEqual([])
    expect(end()).toMatchObject([{ unit: 'notes', worst: 0, looks: 2, seen: 2 }])
  })

  test('passes its limit as the journal grows', () => {
    const { watch, append, past } = watching(['notes-written(by=ada) < 2'])
    watch.look(10)
    const fresh = watching(['notes-written(by=ada, since=0) < 2'])
    for (const at of [11, 12]) fresh.append({ at, kind: 'mark', name: 'x', by: 'ada' })
    fresh.watch.look(20)
    expect(fresh.past).toMatchObject([{ value: 2, limit: 2, unit: 'notes' }])
    append({ at: 1, kind: 'mark', name: 'x', by: 'ada' })
    expect(past).toEqual([])
  })

  test('of another unit than its limit is not observed, and says so', () => {
    const { watch } = watching(['notes-written(by=ada) < 5s'])
    watch.look(1)
    expect(watch.states).toMatchObject([
      { value: null, fired: false, reason: expect.stringContaining('is in notes') },
    ])
  })
})

test.each<[GuardInput, string]>([
  [
    'fialed < 5 %',
    'guard "fialed" is unknown: did you mean "failed"? There are failed, latency, disconnected',
  ],
  ['failed', `guard "failed": write a name, a sign and a limit, as in 'failed < 50 %'`],
  ['failed=', 'write a name, a sign and a limit'],
  ['failed < 101 %', 'guard failed: "101 %" is no limit for it: write a percentage from 0 to 100'],
  ['failed < 3s', 'write a percentage'],
  ['latency < 5', 'write a duration, as in 500ms'],
  ['latency(percentile=0) < 5s', 'guard latency: parameter percentile'],
  ['latency(perc=1) < 5s', 'guard latency: parameter "perc" is unknown; there are over, percentile, probe'],
  ['failed(over=-1s) < 5 %', 'guard failed: parameter over: write a number and ms, s or m'],
  ['failed(over) < 5 %', '"over" is no parameter: write name=value'],
  ['memory < 5 apples', 'write an amount, as in 500 MB'],
  ['notes-written < 5', 'parameter by'],
  ['notes-written(by=1) < 5', 'notes-written takes since, until, by'],
  [{ metric: 'failed' }, 'guard failed: give it one limit, below or above'],
])('%j is refused', (input, words) => expect(() => readGuard(input)).toThrow(words))

test('is written as it was once, too, and each counts once', () => {
  expect(readGuard('failed=50')).toMatchObject({ op: '<=', limit: { value: 50, unit: '%' } })
  expect(readGuards(['failed < 5 %', 'failed < 5 %', 'failed < 6 %'])).toHaveLength(2)
})
