import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRegister, type RegisterOperation, type RegisterOptions } from './linearizable-register.ts'

const write = (value: string, from: number, to = Infinity): RegisterOperation => ({
  kind: 'write',
  value,
  from,
  to,
})
const read = (value: string, from: number, to: number): RegisterOperation => ({
  kind: 'read',
  value,
  from,
  to,
})

const unexplained = (history: readonly RegisterOperation[], options?: RegisterOptions) =>
  checkRegister(history, options).anomalies.map(({ read, possible }) => [
    read.value,
    read.from,
    possible.toSorted(),
  ])

describe('histories that no order explains', () => {
  test('a stale read: another value was written, and had returned, before the read began', () => {
    expect(unexplained([write('a', 0, 1), write('b', 2, 3), read('a', 4, 5)])).toEqual([['a', 4, ['b']]])
  })

  test('a lost write: the value before it is read from then on', () => {
    const history = [write('a', 0, 1), write('b', 2, 3), read('a', 4, 5), read('a', 6, 7)]
    expect(unexplained(history)).toEqual([
      ['a', 4, ['b']],
      ['a', 6, ['b']],
    ])
  })

  test('reads that go backwards while a write is under way', () => {
    const history = [write('a', 0, 1), write('b', 2, 20), read('b', 3, 4), read('a', 5, 6)]
    expect(unexplained(history)).toEqual([['a', 5, ['b']]])
  })

  test('reads that go backwards after a write that never returned', () => {
    expect(unexplained([write('a', 0, 1), write('b', 2), read('b', 3, 4), read('a', 5, 6)])).toEqual([
      ['a', 5, ['b']],
    ])
  })

  test('a value that nobody wrote', () => {
    expect(unexplained([write('a', 0, 1), read('c', 2, 3)])).toEqual([['c', 2, ['a']]])
  })

  test('two clients who see two writes in two orders', () => {
    const history = [
      ...[write('a', 0, 10), write('b', 0, 10)],
      ...[read('a', 1, 2), read('b', 3, 4), read('a', 5, 6)],
    ]
    expect(unexplained(history, { initial: '' })).toEqual([['a', 5, ['b']]])
  })

  test('a write that took effect twice, as a repetition does', () => {
    const history = [
      ...[write('a', 0, 10), write('b', 2, 3)],
      ...[read('a', 1, 1.5), read('b', 4, 5), read('a', 11, 12)],
    ]
    expect(unexplained(history, { initial: '' })).toEqual([['a', 11, ['b']]])
  })

  test('what the register held at first is read after a write', () => {
    expect(unexplained([write('a', 0, 1), read('', 2, 3)], { initial: '' })).toEqual([['', 2, ['a']]])
  })

  test('one of a thousand reads, in time', () => {
    const history = Array.from({ length: 500 }, (_, index) => [
      write(`v${index}`, index * 10, index * 10 + 8),
      read(index === 400 ? 'v398' : `v${index}`, index * 10 + 4, index * 10 + 9),
    ])
    expect(unexplained(history.flat())).toEqual([['v398', 4_004, ['v399', 'v400']]])
  })
})

describe('histories that an order explains', () => {
  test.each([
    ['a read beside a write sees the value before', [write('a', 0, 1), write('b', 2, 9), read('a', 3, 4)]],
    ['a read beside a write sees it', [write('a', 0, 1), write('b', 2, 9), read('b', 3, 4)]],
    ['a write that never returned is seen late', [write('b', 0), write('a', 1, 2), read('b', 8, 9)]],
    ['a write that never returned is never seen', [write('b', 0), write('a', 1, 2), read('a', 8, 9)]],
    ['of what was there before nothing is known', [read('z', 0, 1), read('z', 2, 3)]],
    ['a read that never returned', [write('a', 0, 1), read('never', 2, Infinity)]],
    ['two that touch have no order', [write('a', 0, 1), write('b', 1, 2), read('a', 2, 3)]],
  ])('%s', (_, history) => {
    expect(unexplained(history)).toEqual([])
  })

  test('many writes that never returned cost nothing', () => {
    const lost = Array.from({ length: 60 }, (_, index) => write(`lost-${index}`, index))
    const { anomalies, states } = checkRegister([
      ...lost,
      write('a', 100, 101),
      read('a', 102, 103),
      read('lost-7', 104, 105),
      read('a', 106, 107),
    ])
    expect(anomalies.map(({ read }) => read.from)).toEqual([106])
    expect(states).toBeLessThan(100)
  })
})

test('a history that is too large is undecided from a moment on, and not explained', () => {
  const writes = Array.from({ length: 16 }, (_, index) => write(`v${index}`, index, 100 + index))
  const found = checkRegister([...writes, read('none', 50, 60)], { statesMax: 1_000 })
  expect(found).toEqual({ anomalies: [], states: 1_001, undecidedFrom: 60 })
})

/** Every order of every choice of writes that never returned. */
function isExplained(history: readonly RegisterOperation[], initial: string | undefined): boolean {
  const optional = history.filter(({ to }) => to === Infinity)
  const goOn = (left: readonly RegisterOperation[], value: string | undefined): boolean =>
    left.every((one) => optional.includes(one)) ||
    left.some((one, index) => {
      if (left.some((other) => other.to < one.from)) return false
      if (one.kind === 'read' && value !== undefined && value !== one.value) return false
      return goOn(left.toSpliced(index, 1), one.value)
    })
  return goOn(
    history.filter(({ kind, to }) => kind === 'write' || to < Infinity),
    initial,
  )
}

/** What is known at a moment: what returns later has not returned. */
const knownAt = (history: readonly RegisterOperation[], moment: number) =>
  history
    .filter(({ from }) => from <= moment)
    .map((one) => ({ ...one, to: one.to <= moment ? one.to : Infinity }))

const operations = fc
  .array(
    fc.record({
      kind: fc.constantFrom('read' as const, 'write' as const),
      value: fc.constantFrom('a', 'b', 'c'),
      moments: fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })),
      returns: fc.boolean(),
    }),
    { maxLength: 7 },
  )
  .map((drawn) =>
    drawn.map(
      ({ kind, value, moments, returns }): RegisterOperation => ({
        kind,
        value,
        from: Math.min(...moments),
        to: returns || kind === 'read' ? Math.max(...moments) : Infinity,
      }),
    ),
  )
const initials = fc.constantFrom(undefined, 'a')
const options = (initial: string | undefined) => (initial === undefined ? {} : { initial })

test('agrees with a search through all orders', () => {
  let explained = 0
  let of = 0
  fc.assert(
    fc.property(operations, initials, (history, initial) => {
      const expected = isExplained(history, initial)
      of++
      if (expected) explained++
      expect(checkRegister(history, options(initial)).anomalies.length === 0).toBe(expected)
    }),
    { numRuns: 3_000 },
  )
  // Both kinds were drawn.
  expect(explained).toBeGreaterThan(of / 10)
  expect(explained).toBeLessThan((of * 9) / 10)
})

test('names the first read at whose return no order is left', () => {
  fc.assert(
    fc.property(operations, initials, (history, initial) => {
      const [first] = checkRegister(history, options(initial)).anomalies
      if (!first) return
      const { to } = first.read
      const before = Math.max(-1, ...history.map((one) => one.to).filter((moment) => moment < to))
      expect(isExplained(knownAt(history, before), initial)).toBe(true)
      expect(isExplained(knownAt(history, to), initial)).toBe(false)
    }),
    { numRuns: 3_000 },
  )
})

test('without the reads that it names, an order is left', () => {
  fc.assert(
    fc.property(operations, initials, (history, initial) => {
      const named = checkRegister(history, options(initial)).anomalies.map(({ read }) => read)
      const rest = history.filter((one) => !named.includes(one))
      expect(isExplained(rest, initial)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})
