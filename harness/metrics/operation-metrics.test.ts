import { describe, expect, test } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const window = { operation: 'order', since: ns(1_000), until: ns(5_000) }

function of(
  name: string,
  params: Record<string, string>,
  ...steps: [ms: number, key: string, state: string][]
) {
  const built = journal()
  for (const [ms, key, state] of steps)
    built.add(ms, { kind: 'operation', operation: 'order', key, state, service: 'api' })
  built.add(9_000, { kind: 'mark', name: 'end' })
  return computeMetric(name, built.sorted(), { ...window, ...params })
}

describe('operations-lost', () => {
  const lost = (...steps: [number, string, string][]) =>
    of('operations-lost', { begun: 'taken', ended: 'done' }, ...steps)

  test('counts what was begun in the watch and never ended', () => {
    expect(lost([1_500, 'a', 'taken'], [1_600, 'b', 'taken'], [8_000, 'b', 'done'])).toMatchObject({
      observed: 1,
      unit: 'operations',
      offenders: [{ at: ns(1_500), text: 'a: taken, never done' }],
      detail: { of: 2 },
    })
  })

  test('leaves out what was begun before the watch, or after it', () => {
    expect(
      lost([500, 'a', 'taken'], [6_000, 'b', 'taken'], [2_000, 'c', 'taken'], [2_100, 'c', 'done']).observed,
    ).toBe(0)
  })

  test('cannot be told when nothing was begun', () => {
    expect(lost([500, 'a', 'taken']).reason).toBe('no order was taken in the time watched')
  })
})

test('operations-repeated counts each time beyond the first', () => {
  const taken = (ms: number, key: string): [number, string, string] => [ms, key, 'taken']
  const done = (ms: number, key: string): [number, string, string] => [ms, key, 'done']
  const value = of(
    'operations-repeated',
    { begun: 'taken', state: 'done' },
    ...[taken(2_000, 'a'), taken(2_000, 'b'), taken(500, 'early')],
    ...[done(2_100, 'a'), done(6_000, 'a'), done(7_000, 'a'), done(2_000, 'b')],
    ...[done(2_000, 'early'), done(2_100, 'early')],
  )
  expect(value).toMatchObject({
    observed: 2,
    offenders: [{ text: 'a: done again' }, { text: 'a: done again' }],
  })
})

test('operations-seen counts operations, not steps', () => {
  const seen = of(
    'operations-seen',
    { state: 'taken' },
    [2_000, 'a', 'taken'],
    [2_100, 'a', 'taken'],
    [500, 'b', 'taken'],
  )
  expect(seen).toMatchObject({ observed: 1, uncertainty: 0 })
})

test('operation-time is that from one step to another, and never for one that did not get there', () => {
  const params = { from: 'taken', to: 'done', stat: 'max' }
  const good: [number, string, string][] = [
    [2_000, 'a', 'taken'],
    [2_300, 'a', 'done'],
  ]
  expect(of('operation-time', params, ...good)).toMatchObject({ observed: 300, unit: 'ms' })
  expect(of('operation-time', params, ...good, [2_000, 'b', 'taken']).observed).toBeNull()
})

test('operations-open counts what was under way at a moment, and what may have been', () => {
  const built = journal()
  const step = (ms: number, key: string, state: string) =>
    built.add(ms, { kind: 'operation', operation: 'order', key, state, service: 'worker' })
  step(1_000, 'a', 'begun')
  step(1_000, 'b', 'begun')
  step(1_500, 'b', 'done')
  step(1_998, 'c', 'begun')
  step(3_000, 'd', 'begun')
  const value = computeMetric('operations-open', built.sorted(), {
    ...{ operation: 'order', at: ns(2_000), begun: 'begun', ended: 'done' },
  })
  expect(value).toMatchObject({ observed: 2, bounds: [1, 2], uncertainty: 1 })
})
