import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import type { JournalEvent } from '../../../journal/events.ts'
import './registrations-raced.ts'

const ms = 1e6
const host = (name: string, dial: number, state: 'upgraded' | 'registered' | 'closed', at: number) =>
  ({ kind: 'host', at: at * ms, host: name, dial, state }) as JournalEvent
const raced = (...events: JournalEvent[]) =>
  computeMetric('registrations-raced', events, {
    from: 0,
    to: 10_000 * ms,
    pairs: [{ first: 'a-first', second: 'a' }],
    withinMs: 300,
  }).observed

test('a tunnel that dies in its registration, and the next one within its write', () => {
  const first = [host('a-first', 1, 'upgraded', 100), host('a-first', 1, 'closed', 110)]
  expect(raced(...first, host('a', 1, 'upgraded', 150))).toBe(1)
  expect(raced(...first, host('a', 1, 'upgraded', 450))).toBe(0)
  expect(raced(host('a', 1, 'upgraded', 50), ...first)).toBe(0)
  expect(raced(...first)).toBe(0)
})

test('one that was registered in time is no race', () => {
  expect(
    raced(
      host('a-first', 1, 'upgraded', 100),
      host('a-first', 1, 'registered', 105),
      host('a-first', 1, 'closed', 110),
      host('a', 1, 'upgraded', 150),
    ),
  ).toBe(0)
})
