import { expect, test } from 'vitest'
import { asRunResults } from './comparison/read-runs.ts'
import { seriesOf } from './comparison/series.ts'
import { plainCheck, plainRun, result } from './fixtures/run.ts'
import { headlineText } from './headline/headline.ts'
import { annotations } from './pull-request/annotations.ts'
import { badgeSvg } from './pull-request/badge.ts'
import { commentMarkdown } from './pull-request/comment.ts'
import { RESULTS_SCHEMA, type Results } from './results.ts'
import { renderSummary } from './terminal.ts'
import { ctrfReport } from './text/ctrf.ts'
import { junitXml } from './text/junit.ts'
import { summaryMarkdown } from './text/markdown.ts'
import { runSentence } from './words.ts'

const { schema: _, ...run } = plainRun
const reason = 'guard failed < 50 %: 70 % of requests failed'
const broken = { ...plainCheck, observed: 900, verdict: 'failed' } as const
/** With a check that would be broken, had it not been cut short. */
const stopped = result({ id: 'shop/b', system: 'shop', verdict: 'stopped', reason, checks: [broken] })
const results: Results = { schema: RESULTS_SCHEMA, run, scenarios: [result({ system: 'shop' }), stopped] }

test('every output says stopped and why, and none that a limit was broken', () => {
  expect(headlineText(results)).toMatch(
    /^STOPPED: .*stopped: shop\/b: guard failed < 50 %.*1 execution stopped\.$/,
  )
  expect(runSentence(results.scenarios)).toContain('1 stopped before the end.')
  expect(badgeSvg(results)).toContain('<title>game-day: 1 stopped</title>')
  expect(annotations(results, () => undefined)[0]).toMatch(
    /^::error title=gameday%3A shop\/b%2C current stopped::guard/,
  )
  expect(junitXml(results)).toContain('<error type="stopped" message="guard failed &lt; 50 %')
  expect(junitXml(results)).toContain('tests="2" failures="0" errors="1"')
  const test = ctrfReport(results).results.tests.find(({ suite }) => suite?.[0] === 'shop/b')
  expect(test).toMatchObject({ status: 'other', rawStatus: 'stopped', message: reason })
  for (const text of [
    summaryMarkdown(results),
    commentMarkdown(results),
    renderSummary(results, { colour: false }),
  ])
    expect(text).toContain('70 % of requests failed')
  expect(commentMarkdown(results)).toContain('- stopped: **shop/b**')
  expect(summaryMarkdown(results)).toContain('## Stopped')
  for (const text of [headlineText(results), commentMarkdown(results)]) expect(text).not.toContain('broke')
})

test('a comparison takes no value of it, and says why there is none', () => {
  const { checks, untold, missed } = seriesOf([asRunResults(results)])
  expect([...checks.values()].map(({ scenario }) => scenario)).toEqual(['relay/rst'])
  expect([...untold]).toEqual([['shop/b current (processes)', reason]])
  expect(missed.size).toBe(0)
})
