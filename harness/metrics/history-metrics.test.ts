import { describe, expect, test } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'
import type { Params } from '../analysis/metric.ts'

interface Said {
  readonly client?: string
  readonly value?: string
  readonly group?: string
  readonly service?: string
}

/** `read`, `key`, `begun` */
type Line = readonly [ms: number, operation: string, key: string, state: string, said?: Said]

function compute(name: string, params: Params, lines: readonly Line[]) {
  const built = journal()
  for (const [ms, operation, key, state, said] of lines)
    built.add(ms, { kind: 'operation', operation, key, state, service: 'clients', ...said })
  built.add(9_000, { kind: 'mark', name: 'end' })
  return computeMetric(name, built.sorted(), { since: ns(1_000), until: ns(5_000), ...params })
}

describe('operations-out-of-order', () => {
  const outOfOrder = (lines: readonly Line[]) =>
    compute('operations-out-of-order', { operation: 'order', begun: 'taken', ended: 'done' }, lines)
  const order = (key: string, taken: number, done: number, said?: Said): Line[] => [
    [taken, 'order', key, 'taken', said ?? {}],
    [done, 'order', key, 'done'],
  ]

  test('names what was overtaken, and by what', () => {
    const value = outOfOrder([...order('a', 1_100, 1_500), ...order('b', 1_200, 1_400)])
    expect(value).toMatchObject({ observed: 1, uncertainty: 0, detail: { of: 2, pairs: 1 } })
    expect(value.offenders).toEqual([
      {
        at: ns(1_500),
        text: 'a: done after b, which was taken later',
        operations: [
          { name: 'a', from: ns(1_100), to: ns(1_500), isWrong: true },
          { name: 'b', from: ns(1_200), to: ns(1_400), isWrong: false },
        ],
      },
    ])
  })

  test('order counts within a group', () => {
    const one = order('a', 1_100, 1_500, { group: 'x' })
    expect(outOfOrder([...one, ...order('b', 1_200, 1_400, { group: 'y' })]).observed).toBe(0)
    const value = outOfOrder([...one, ...order('b', 1_200, 1_400, { group: 'x' })])
    expect(value.offenders?.[0]?.text).toBe('a of x: done after b, which was taken later')
  })

  test('lines of one service are in order even when they were read in one moment', () => {
    expect(outOfOrder([...order('a', 1_100, 1_400), ...order('b', 1_100, 1_400)]).observed).toBe(0)
    const [a, b] = [order('a', 1_100, 1_400), order('b', 1_100, 1_400)]
    expect(outOfOrder([a[0]!, b[0]!, b[1]!, a[1]!]).observed).toBe(1)
  })

  test('lines of two services that were read at nearly one moment may be in either order', () => {
    const value = outOfOrder([
      ...order('a', 1_100, 1_500, { service: 'first' }),
      ...order('b', 1_102, 1_400, { service: 'second' }),
    ])
    expect(value).toMatchObject({ observed: 1, bounds: [0, 1], uncertainty: 1 })
  })

  test('cannot be told when nothing was begun, or nothing ended', () => {
    expect(outOfOrder([]).reason).toBe('no order was taken in the time watched')
    expect(outOfOrder([[1_100, 'order', 'a', 'taken']]).reason).toBe(
      'no order that was taken in the time watched was done',
    )
  })
})

describe('owners-at-once', () => {
  const owners = (lines: readonly Line[]) =>
    compute('owners-at-once', { operation: 'lease', taken: 'taken', used: 'wrote' }, lines)
  const tenure = (key: string, client: string, ...moments: number[]): Line[] =>
    moments.map((ms, index) => [
      ms,
      'lease',
      key,
      index === 0 ? 'taken' : 'wrote',
      { client, group: 'job', service: client },
    ])

  test('an owner who goes on after another took it', () => {
    const value = owners([
      ...tenure('1', 'first', 1_100, 1_200, 3_000),
      ...tenure('2', 'second', 2_000, 2_500, 4_000),
    ])
    expect(value).toMatchObject({ observed: 1, unit: 'overlaps', detail: { of: 2, overlapMs: 1_000 } })
    expect(value.offenders).toEqual([
      {
        at: ns(2_000),
        text: 'second took job, and first went on as its owner for 1 s',
        operations: [
          { name: 'first owns job', from: ns(1_100), to: ns(3_000), isWrong: true },
          { name: 'second owns job', from: ns(2_000), to: ns(4_000), isWrong: false },
        ],
      },
    ])
  })

  test('an owner who believes so and does nothing harms nobody', () => {
    const lines = [...tenure('1', 'first', 1_100, 1_200), ...tenure('2', 'second', 2_000, 2_500)]
    expect(owners([...lines, [3_000, 'lease', '1', 'gave-up', { client: 'first' }]]).observed).toBe(0)
  })

  test('of two things, each has its owner', () => {
    const lines = tenure('1', 'first', 1_100, 3_000)
    expect(owners([...lines, [2_000, 'lease', '2', 'taken', { client: 'b', group: 'x' }]]).observed).toBe(0)
  })

  test('what overlaps by less than a stamp may be in order', () => {
    const value = owners([...tenure('1', 'first', 1_100, 2_002), ...tenure('2', 'second', 2_000, 2_500)])
    expect(value).toMatchObject({ observed: 1, bounds: [0, 1], uncertainty: 1 })
  })

  test('what overlapped before the watch is none of it', () => {
    const lines = [...tenure('1', 'first', 100, 600), ...tenure('2', 'second', 500, 1_500)]
    expect(owners([...lines, ...tenure('3', 'first', 1_600, 1_700)]).observed).toBe(0)
    expect(owners(lines).reason).toBe('no lease was taken in the time watched')
  })
})

describe('register-anomalies', () => {
  const side = (operation: string) => ({ operation, begun: 'begun', ended: 'done' })
  const anomalies = (...lines: Line[][]) =>
    compute('register-anomalies', { reads: side('read'), writes: side('write') }, lines.flat())
  let count = 0
  const call = (operation: string, from: number, to: number | undefined, said: Said): Line[] => {
    const key = `${operation}-${++count}`
    const begun: Line = [from, operation, key, 'begun', { client: 'c1', ...said }]
    return to === undefined ? [begun] : [begun, [to, operation, key, 'done', said]]
  }
  const write = (value: string, from: number, to?: number, said: Said = {}) =>
    call('write', from, to, { value, ...said })
  const read = (value: string, from: number, to: number, said: Said = {}) =>
    call('read', from, to, { value, ...said })

  test('a stale read, with the writes of what it saw and of what was there', () => {
    const value = anomalies(write('1', 500, 510), write('2', 1_500, 1_510), read('1', 2_000, 2_010))
    expect(value).toMatchObject({ observed: 1, uncertainty: 0, detail: { of: 1 } })
    expect(value.offenders).toEqual([
      {
        at: ns(2_010),
        text: 'c1 read 1, when only 2 can have been there',
        operations: [
          { name: 'c1 writes 1', from: ns(500), to: ns(510), isWrong: false },
          { name: 'c1 writes 2', from: ns(1_500), to: ns(1_510), isWrong: false },
          { name: 'c1 reads 1', from: ns(2_000), to: ns(2_010), isWrong: true },
        ],
      },
    ])
  })

  test('registers are looked at one by one', () => {
    const lines = [write('1', 500, 510, { group: 'x' }), write('2', 1_500, 1_510, { group: 'y' })]
    expect(anomalies(...lines, read('1', 2_000, 2_010, { group: 'x' })).observed).toBe(0)
    const value = anomalies(...lines, read('1', 2_000, 2_010, { group: 'y' }))
    expect(value.offenders?.[0]?.text).toBe('c1 read 1 of y, when only 2 can have been there')
  })

  test('a write that had not returned when the watch ended may have been seen', () => {
    expect(anomalies(write('1', 500, 510), write('2', 1_500, 6_000), read('2', 2_000, 2_010)).observed).toBe(
      0,
    )
  })

  test('reads before the watch are none of it', () => {
    const before = [write('1', 100, 110), write('2', 200, 210), read('1', 300, 310)]
    expect(anomalies(...before, read('2', 2_000, 2_010)).observed).toBe(0)
    expect(anomalies(...before).reason).toBe('no read was done in the time watched')
  })

  test('a call of another service may have been stamped late', () => {
    const value = anomalies(
      write('1', 500, 510),
      write('2', 1_500, 1_600),
      read('1', 1_602, 1_700, { service: 'other' }),
    )
    expect(value).toMatchObject({ observed: 1, bounds: [0, 1] })
    const late = anomalies(
      write('1', 500, 510),
      write('2', 1_500, 1_600),
      read('1', 1_650, 1_700, { service: 'other' }),
    )
    expect(late).toMatchObject({ observed: 1, bounds: [1, 1] })
  })

  test('says what is missing where no value is named', () => {
    expect(anomalies(call('write', 500, 510, {}), read('1', 2_000, 2_010)).reason).toBe(
      'a write does not say which value: name a group (?<value>…)',
    )
  })

  test('a history that is too large is no proof', () => {
    const writes = Array.from({ length: 24 }, (_, index) => write(`w${index}`, 1_100 + index, 4_000 + index))
    expect(anomalies(...writes, read('none', 2_000, 2_010)).reason).toMatch(
      '1 of 1 reads are undecided: the search stopped at its limit of 100000 states',
    )
  })
})
