import { describe, expect, test } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

type State = 'connected' | 'lost'
const client = (name: string, ...moments: [number, State][]) =>
  moments.map(([ms, state]) => ({
    ms,
    event: { kind: 'client', client: name, state, service: 'clients' } as const,
  }))

const of = (...all: ReturnType<typeof client>[]) => {
  const built = journal()
  for (const { ms, event } of all.flat().sort((a, b) => a.ms - b.ms)) built.add(ms, event)
  return computeMetric('client-disconnected', built.sorted(), {
    since: ns(1_000),
    until: ns(5_000),
    stat: 'max',
  })
}

describe('client-disconnected', () => {
  test("is each client's longest stretch without its connection", () => {
    const value = of(
      client(
        'a',
        [0, 'connected'],
        [2_000, 'lost'],
        [2_500, 'connected'],
        [3_000, 'lost'],
        [4_200, 'connected'],
      ),
      client('b', [0, 'connected']),
    )
    expect(value).toMatchObject({ observed: 1_200, unit: 'ms', detail: { of: 2, never: 0 } })
  })

  test('counts a stretch that began before from the beginning of the watch, and one that began in it to its end', () => {
    expect(of(client('a', [0, 'connected'], [400, 'lost'], [1_300, 'connected'])).observed).toBe(300)
    expect(of(client('a', [0, 'connected'], [4_000, 'lost'], [9_000, 'connected'])).observed).toBe(5_000)
  })

  test('is 0 for one that was lost before and is back, or lost only later', () => {
    expect(of(client('a', [0, 'connected'], [400, 'lost'], [900, 'connected'])).observed).toBe(0)
    expect(of(client('a', [0, 'connected'], [6_000, 'lost'], [7_000, 'connected'])).observed).toBe(0)
  })

  test('is never for one that does not come back, and says how long that was at least', () => {
    const value = of(
      client('a', [0, 'connected'], [2_000, 'lost']),
      client('b', [0, 'connected'], [6_000, 'lost']),
    )
    expect(value).toMatchObject({ observed: null, atLeast: 4_000 })
  })

  test('was at least as long as an earlier stretch that ended', () => {
    const value = of(
      client('a', [0, 'connected'], [1_500, 'lost'], [4_500, 'connected'], [4_900, 'lost']),
      client('b', [0, 'connected'], [5_500, 'lost']),
    )
    expect(value).toMatchObject({ observed: null, atLeast: 3_000 })
  })

  test('cannot be told without clients', () => {
    expect(of()).toMatchObject({ observed: null, reason: 'no client was seen' })
  })
})
