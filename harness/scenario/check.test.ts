import { describe, expect, test } from 'vitest'
import { differences } from '../analysis/recompute.ts'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { createChecks, resolveLimit } from './check.ts'

describe('resolveLimit', () => {
  test('a duration is scaled, an allowance is not, and the text shows both', () => {
    expect(resolveLimit('5.5s', 0.1, { allowance: '100ms' })).toEqual({
      value: 650,
      text: '5.5 s × 0.1 + 100 ms unscaled',
    })
    expect(resolveLimit('5.5s', 1)).toEqual({ value: 5_500, text: '5.5 s' })
  })

  test('a slow machine gets a longer allowance, and nothing else', () => {
    expect(resolveLimit('5.5s', 0.1, { allowance: '100ms' }, 1.6)).toEqual({
      value: 710,
      text: '5.5 s × 0.1 + 100 ms unscaled × 1.6 (slow machine)',
    })
    expect(resolveLimit('5.5s', 0.1, {}, 1.6)).toEqual({ value: 550, text: '5.5 s × 0.1' })
    expect(resolveLimit(40, 0.1, { allowance: '100ms' }, 1.6)).toEqual({ value: 40, text: '40' })
  })

  test('a number is taken as it is', () => {
    expect(resolveLimit(40, 0.1)).toEqual({ value: 40, text: '40' })
  })
})

const exited = (at: number, code: number) =>
  ({ at, kind: 'service', service: 'relay-1', incarnation: 1, state: 'exited', code, forced: false }) as const

const signalled = (at: number) =>
  ({ at, kind: 'service', service: 'relay-1', incarnation: 1, state: 'signalled', signal: 'SIGINT' }) as const

const exitTime = { figure: 'exit-time', params: { service: 'relay-1', incarnation: 1 } }
const exitCode = { figure: 'exit-code', params: { service: 'relay-1', incarnation: 1 } }

describe('checks', () => {
  test('are computed from the journal as it is at the end, in the order in which they were named', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 0.1)
    check('exit code', exitCode).is(0)
    check('exit code, wrongly', exitCode).is(1)
    journal.append(exited(5, 0))
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { name: 'exit code', observed: 0, limit: 0, op: '==', verdict: 'passed', figure: 'exit-code' },
      { name: 'exit code, wrongly', observed: 0, limit: 1, verdict: 'failed' },
    ])
  })

  test('a figure that cannot be told is unknown, with the reason', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 1)
    check('exit code', exitCode).is(0)
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { verdict: 'inconclusive', reason: expect.any(String) },
    ])
  })

  test('too little of what the scenario was to bring about leaves nothing to be told of the system', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 1)
    check('enough', exitCode).provoked(3)
    check('too little', exitCode).provoked(4)
    journal.append(exited(5, 3))
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { observed: 3, op: '>=', limit: 3, verdict: 'passed' },
      { observed: 3, limit: 4, verdict: 'inconclusive', reason: 'the scenario did not bring enough about' },
    ])
    expect(differences(journal.events)).toEqual([])
  })

  test.each([
    { machine: 'a quick one', workMs: 0.08, exitMs: 290, limit: 250, verdict: 'failed' },
    { machine: 'a slow one', workMs: 0.16, exitMs: 290, limit: 280, verdict: 'failed' },
    { machine: 'one half as quick', workMs: 0.2, exitMs: 290, limit: 300, verdict: 'passed' },
    { machine: 'one too slow to tell', workMs: 0.3, exitMs: 340, limit: 325, verdict: 'inconclusive' },
    {
      machine: 'one too slow, but not as slow as that',
      workMs: 0.3,
      exitMs: 360,
      limit: 325,
      verdict: 'failed',
    },
  ])('an allowance is for the machine: $machine', ({ workMs, exitMs, limit, verdict }) => {
    const journal = memoryJournal()
    const speed = () => ({ workMs, referenceMs: 0.1, samples: 40 })
    const { check, evaluate } = createChecks(journal, 0.1, speed)
    check('exit time', exitTime).atMost('2s', { allowance: '50ms' })
    journal.append(signalled(0))
    journal.append(exited(exitMs * 1_000_000, 0))
    evaluate()
    expect(eventsOf(journal.events, 'machine')).toMatchObject([{ workMs, referenceMs: 0.1, samples: 40 }])
    expect(eventsOf(journal.events, 'check')).toMatchObject([{ limit, verdict }])
    expect(differences(journal.events)).toEqual([])
  })

  test('after one that names no known figure, the rest can still be evaluated', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 1)
    check('nonsense', { figure: 'no-such-figure', params: {} }).is(0)
    check('exit code', exitCode).is(0)
    journal.append(exited(5, 0))
    expect(evaluate).toThrow('no-such-figure')
    evaluate()
    expect(eventsOf(journal.events, 'check').map(({ name }) => name)).toEqual(['exit code'])
  })
})
