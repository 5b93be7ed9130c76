import { describe, expect, test } from 'vitest'
import { withKept, withTable } from './docs.ts'
import { docsTable, judgedLine, rowsOf, scoreLine } from './lines.ts'
import { type Judged, type Judgement, judge, outcomeOf, percentOf, scoresOf } from './score.ts'
import { type Execution, readExecutions } from './verdicts.ts'

const execution = (scenario: string, verdict: Execution['verdict'], failed: string[] = []): Execution => ({
  scenario,
  verdict,
  failed,
})

describe('one mutant', () => {
  test('is detected when one of its scenarios failed, whatever the others say', () => {
    const judged = judge([
      execution('relay/rst', 'inconclusive'),
      execution('relay/scale', 'passed'),
      execution('relay/handover', 'failed', ['stale window', 'misrouted']),
    ])
    expect(judged).toEqual({ outcome: 'detected', text: 'relay/handover: stale window, misrouted' })
  })

  test('is missed only when every scenario passed', () => {
    const passed = [execution('relay/rst', 'passed'), execution('relay/scale', 'passed')]
    expect(judge(passed)).toEqual({ outcome: 'missed', text: 'relay/rst passed; relay/scale passed' })
    const open = { ...execution('relay/rst', 'inconclusive'), reason: 'no steady state' }
    expect(judge([open, ...passed])).toEqual({
      outcome: 'inconclusive',
      text: 'relay/rst inconclusive: no steady state',
    })
    expect(judge([{ ...open, verdict: 'skipped' }]).outcome).toBe('inconclusive')
  })

  test('counts as detected when every repetition saw it', () => {
    expect(outcomeOf(judgedAs('a/x', 'detected', 'detected'))).toBe('detected')
    expect(outcomeOf(judgedAs('a/x', 'detected', 'missed', 'detected'))).toBe('missed')
    expect(judgedLine(judgedAs('a/x', 'detected', 'missed'))).toBe(
      'missed       a/x (1 of 2 times)  why missed',
    )
  })
})

describe('the score', () => {
  const judged = [
    judgedAs('relay/one', 'detected'),
    judgedAs('relay/two', 'missed'),
    judgedAs('deploy/one', 'inconclusive'),
    judgedAs('deploy/two', 'error'),
    judgedAs('relay/three', 'not judged'),
  ]

  test('counts what is missed against the catalogue, and leaves out what was not judged', () => {
    expect(scoresOf(judged)).toEqual([
      { system: 'relay', detected: 1, all: 2 },
      { system: 'deploy', detected: 0, all: 2 },
      { system: 'all', detected: 1, all: 4 },
    ])
    expect(percentOf(scoresOf(judged)[0]!)).toBe(50)
    expect(scoreLine(scoresOf(judged).at(-1)!)).toBe('all          1 of 4 detected, 25 %')
  })

  test('of nothing is no failure', () => {
    expect(percentOf(scoresOf([])[0]!)).toBe(100)
  })

  test('stands in the page between its marks', () => {
    const table = docsTable(judged, scoresOf(judged), 'compressed')
    expect(table).toContain('| `relay/two` | does two | missed | why missed |')
    const page =
      'before\n<!-- score: written by npm run mutants -- --write-docs -->\nold\n<!-- /score -->\nafter\n'
    const written = withTable(page, table)
    expect(written).toContain(table)
    expect(written).not.toContain('old')
    expect(withTable(written, table)).toBe(written)
    expect(() => withTable('no marks', table)).toThrow(/no place for the score/)
  })

  test('keeps the rows of mutants that were not run, and forgets those that are gone', () => {
    const one = (name: string, what: string, judgement: Judgement): Judged => ({
      mutant: { name, system: name.split('/')[0]!, what },
      judgements: [judgement],
    })
    const before = [
      one('a/1', 'One | two.', { outcome: 'missed', text: 'a/x passed' }),
      one('a/2', 'Two.', { outcome: 'missed', text: 'a/x passed' }),
      one('a/gone', 'Gone.', { outcome: 'detected', text: 'a/x: check' }),
    ]
    const page = `\n${docsTable(before, scoresOf(before), 'compressed')}\n`
    expect(rowsOf(page, 'compressed')).toEqual(before)
    expect(rowsOf(page, 'production')).toEqual([])
    const now = one('a/2', 'Two.', { outcome: 'detected', text: 'a/x: check' })
    expect(withKept([now], before, [{ name: 'a/1' }, { name: 'a/2' }])).toEqual([before[0], now])
  })
})

describe('results.json', () => {
  const checks = [
    { name: 'a', verdict: 'failed' },
    { name: 'b', verdict: 'passed' },
  ]

  test('only what must hold counts', () => {
    const row = (kind: string) => ({ id: 'relay/rst', variant: 'v', kind, verdict: 'failed', checks })
    const text = JSON.stringify({ schema: 2, scenarios: ['current', 'variant', 'broken', 'target'].map(row) })
    expect(readExecutions(text)).toEqual([
      { scenario: 'relay/rst', verdict: 'failed', failed: ['a'] },
      { scenario: 'relay/rst', verdict: 'failed', failed: ['a'] },
    ])
  })

  test('says why one could not be told', () => {
    const row = { id: 'relay/rst', kind: 'current', verdict: 'inconclusive', checks: [], reason: 'why' }
    expect(readExecutions(JSON.stringify({ schema: 2, scenarios: [row] }))).toEqual([
      { scenario: 'relay/rst', verdict: 'inconclusive', failed: [], reason: 'why' },
    ])
  })

  test('of a run that executed nothing says nothing', () => {
    expect(() => readExecutions(JSON.stringify({ scenarios: [] }))).toThrow(/executed nothing/)
  })
})

function judgedAs(name: string, ...outcomes: Judgement['outcome'][]): Judged {
  const [system, own] = name.split('/')
  return {
    mutant: { name, system: system!, what: `does ${own}` },
    judgements: outcomes.map((outcome) => ({ outcome, text: `why ${outcome}` })),
  }
}
