import { expect, test } from 'vitest'
import type { Verdict } from '../../journal/events.ts'
import { firstBad } from './first-bad.ts'
import { flakinessOf } from './flakiness.ts'

const of = (commit: string | null, ...verdicts: Verdict[]) => verdicts.map((verdict) => ({ commit, verdict }))

test('the flake score is the share of verdicts that changed on the same commit', () => {
  const executions = [...of('a', 'passed', 'failed', 'passed'), ...of('b', 'failed', 'failed', 'failed')]
  expect(flakinessOf(executions)).toEqual({ changes: 2, pairs: 4, score: 0.5 })
})

test('a verdict that changes with the commit, is inconclusive, or is of unknown code is no flake', () => {
  expect(flakinessOf([...of('a', 'passed'), ...of('b', 'failed')])).toEqual({ changes: 0, pairs: 0 })
  expect(flakinessOf(of(null, 'passed', 'failed'))).toEqual({ changes: 0, pairs: 0 })
  expect(flakinessOf(of('a', 'passed', 'inconclusive', 'passed'))).toMatchObject({ changes: 0, score: 0 })
})

const nights = (...held: (boolean | null)[]) =>
  held.map((one, i) => ({ night: `n${i}`, commit: `c${i}`, held: one }))

test('the first bad commit is the one after the last that held; nights that tell nothing are passed over', () => {
  expect(firstBad(nights(true, true, null, false, false))).toEqual({
    bad: { night: 'n3', commit: 'c3' },
    good: { night: 'n1', commit: 'c1' },
  })
  expect(firstBad(nights(false, false))).toEqual({ bad: { night: 'n0', commit: 'c0' } })
  expect(firstBad(nights(false, true, null))).toBeUndefined()
  expect(firstBad([])).toBeUndefined()
})
