import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JournalEvent } from '../../journal/events.ts'
import { Series } from './series.ts'

const probe = (at: number, ok: boolean, ms = 5) =>
  ({
    at: at * 1e6,
    kind: 'probe',
    probe: 'health',
    host: 'a',
    due: (at - ms) * 1e6,
    sent: 0,
    ok,
    status: 200,
  }) as JournalEvent

test('counts a second, and keeps the slowest', () => {
  const series = new Series()
  for (let at = 0; at < 1_000; at += 100) series.take(probe(at, at < 500, at))
  expect(series.tick(1_000)).toBe('all')
  const { 'failed-probes': failed, 'answer-time': slowest } = series.points()
  expect(failed).toEqual({ at: [1_000], values: [[5]] })
  expect(slowest).toEqual({ at: [1_000], values: [[900]] })
  series.take(probe(1_100, true))
  expect(series.tick(1_200)).toBe('nothing')
  expect(series.tick(2_000)).toBe('one more')
  expect(series.points(1)['failed-probes']).toEqual({ at: [2_000], values: [[0]] })
})

test('takes the same room for any length of time, and loses no failure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 0, max: 8_999 }), (buckets, bad) => {
      const series = new Series()
      for (let bucket = 1; bucket <= buckets; bucket++) {
        series.take(probe(bucket * 500, bucket !== bad + 1))
        series.tick(bucket * 500)
      }
      // What has not come to the end of its bucket is told with the next: a bucket may be eight wide by now.
      series.tick((buckets + 8) * 500)
      const { at, values } = series.points()['failed-probes']!
      const failed = values[0]!.reduce<number>((sum, rate) => sum + (rate ?? 0), 0)
      return (
        at.length <= 2_000 &&
        at.every((end, index) => end > (at[index - 1] ?? 0)) &&
        failed > 0 === bad < buckets
      )
    }),
    { numRuns: 30 },
  )
})
