import { expect, test } from 'vitest'
import { plainCheck, plainRun, result } from '../fixtures/run.ts'
import { RESULTS_SCHEMA, type Results, type ScenarioResult } from '../results.ts'
import { annotations } from './annotations.ts'
import { badgeSvg } from './badge.ts'
import { COMMENT_MARKER, commentMarkdown } from './comment.ts'

const { schema: _, ...run } = plainRun
const resultsOf = (...scenarios: ScenarioResult[]): Results => ({ schema: RESULTS_SCHEMA, run, scenarios })
const broken = { ...plainCheck, observed: 900, verdict: 'failed' as const }
const failed = (over: Partial<ScenarioResult> = {}) =>
  result({ verdict: 'failed', reason: 'broken limits', checks: [broken], ...over })

test('an annotation names file, line, scenario and what was seen', () => {
  expect(annotations(resultsOf(failed(), result()), () => ({ file: 'scenarios/a.ts', line: 7 }))).toEqual([
    '::error file=scenarios/a.ts,line=7,title=gameday%3A relay/rst%2C current failed::after listening p99: 900 ms, limit ≤ 600 ms. broken limits',
  ])
})

test('what a service said ends neither the line nor the command', () => {
  const hostile = 'x\n::set-output name=a::b\r\n100%,:\u001b[31m'
  const [line] = annotations(resultsOf(failed({ id: 'a,b:c', reason: hostile, checks: [] })), () => undefined)
  expect(line).toBe(
    '::error title=gameday%3A a%2Cb%3Ac%2C current failed::x%0A::set-output name=a::b%0A100%25,:',
  )
})

test('inconclusive is a warning, and no more than ten of a kind are shown', () => {
  const lines = annotations(
    resultsOf(...Array.from({ length: 14 }, () => failed()), result({ verdict: 'inconclusive', checks: [] })),
    () => undefined,
  )
  expect(lines.map((line) => line.split(' ')[0])).toEqual([...Array(10).fill('::error'), '::warning'])
})

test('the comment leads with the headline, then what went wrong, and can be found again', () => {
  const text = commentMarkdown(resultsOf(failed({ id: '<b>@me' }), result()))
  expect(text).toMatch(/^<!-- gameday -->\n\*\*Game-day: FAIL: .*\*\*\n\n- failed: /)
  expect(text.startsWith(COMMENT_MARKER)).toBe(true)
  expect(text).not.toContain('<b>')
  expect(text).not.toContain('@me')
  expect(text).toContain('900 ms')
  const many = commentMarkdown(resultsOf(...Array.from({ length: 30 }, () => failed())))
  expect(many).toContain('- and 20 more')
})

test.each<[string, Results, string]>([
  ['held', resultsOf(result()), '1 held'],
  ['broken', resultsOf(result(), failed()), '1 broke a limit'],
  ['missed', resultsOf(result({ detected: false })), '1 missed'],
  ['inconclusive', resultsOf(result({ verdict: 'inconclusive' })), '1 inconclusive'],
  ['stopped', { ...resultsOf(result()), run: { ...run, aborted: true } }, 'not finished'],
  ['empty', resultsOf(), 'nothing ran'],
])('the badge says %s', (_, results, words) => {
  const svg = badgeSvg(results)
  expect(svg).toContain(`<title>game-day: ${words}</title>`)
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/)
})
