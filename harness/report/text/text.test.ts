import { validate } from 'ctrf'
import { describe, expect, it } from 'vitest'
import { plainCheck, plainRun, result } from '../fixtures/run.ts'
import { headlineText } from '../headline/headline.ts'
import { countOutcomes, RESULTS_SCHEMA, type Results, type ScenarioResult } from '../results.ts'
import { renderSummary } from '../terminal.ts'
import {
  againSentences,
  keyCheck,
  marginText,
  noticesText,
  observedText,
  verdictSentences,
} from '../words.ts'
import { ctrfReport } from './ctrf.ts'
import { junitXml, xml } from './junit.ts'
import { summaryMarkdown } from './markdown.ts'

const broken = { ...plainCheck, observed: 2_670, verdict: 'failed' } as const
const failed = result({
  id: 'relay/b',
  verdict: 'failed',
  reason: 'broken limits: after listening',
  checks: [broken],
})
const detected = result({
  variant: 'drain=none',
  kind: 'broken',
  verdict: 'failed',
  detected: true,
  failsOn: ['after listening p99'],
  checks: [broken],
})
const missed = result({
  variant: 'cleanup=none',
  kind: 'broken',
  verdict: 'passed',
  detected: false,
  reason: 'missed: it kept the limit',
})
const inconclusive = result({
  id: 'relay/c',
  verdict: 'inconclusive',
  reason: 'redis | <b>`did`</b> not start',
  checks: [],
})
const skipped = result({ id: 'relay/d', verdict: 'skipped', reason: 'no redis-server', checks: [] })

function results(...scenarios: ScenarioResult[]): Results {
  return { schema: RESULTS_SCHEMA, run: plainRun, scenarios }
}
const all = results(result(), detected, missed, failed, inconclusive, skipped)

describe('words', () => {
  it.each([
    [plainCheck, '29 % to spare'],
    [broken, '345 % over'],
    [{ ...plainCheck, observed: null, verdict: 'failed' } as const, 'missed'],
    [{ ...plainCheck, op: '==', limit: 0, observed: 0 } as const, 'met'],
    [{ ...plainCheck, op: '>=', limit: 20, observed: 15, verdict: 'failed' } as const, '25 % short'],
    [{ ...plainCheck, observed: null, verdict: 'inconclusive' } as const, '–'],
  ])('margin %#', (check, text) => {
    expect(marginText(check)).toBe(text)
  })

  it('tells never from not to be told', () => {
    expect(observedText({ observed: null, unit: 'ms', verdict: 'failed' })).toBe('never')
    expect(observedText({ observed: null, unit: 'ms', verdict: 'inconclusive' })).toBe('?')
    expect(observedText({ observed: 3, unit: 'entries', verdict: 'passed' })).toBe('3 entries')
  })

  it('picks the check that says most', () => {
    const other = { ...broken, name: 'other' }
    expect(keyCheck({ checks: [plainCheck, other, broken], failsOn: [broken.name], verdict: 'failed' })).toBe(
      broken,
    )
    expect(keyCheck({ checks: [plainCheck, other], failsOn: [], verdict: 'failed' })).toBe(other)
    const about = { ...plainCheck, name: 'what it is about', headline: true as const }
    expect(keyCheck({ checks: [plainCheck, about], failsOn: [], verdict: 'passed' })).toBe(about)
    const tooFew = { ...plainCheck, name: 'of a small fleet', verdict: 'inconclusive' as const }
    expect(keyCheck({ checks: [tooFew, about], failsOn: [], verdict: 'passed' })).toBe(about)
    expect(keyCheck({ checks: [about, tooFew], failsOn: [], verdict: 'inconclusive' })).toBe(tooFew)
    expect(keyCheck({ checks: [], failsOn: [], verdict: 'passed' })).toBeUndefined()
  })

  it('says what a check would have noticed, in scenario time and as a factor', () => {
    expect(noticesText({ notices: { from: 6050, factor: 1.1 }, unit: 'ms' })).toBe(
      "notices 6.05 s, 1.1 × the design's limit",
    )
    expect(noticesText({ notices: { from: 1, factor: null }, unit: 'entries' })).toBeUndefined()
  })

  it('says in plain words what a run came to', () => {
    expect(verdictSentences(countOutcomes(all.scenarios))).toEqual([
      '1 of 2 current versions broke a limit.',
      '1 of 2 broken variants missed.',
      '1 inconclusive.',
      '1 skipped.',
    ])
  })
})

describe('a result of a further attempt', () => {
  const retried = results(result({ earlierAttempts: ['busy <b>', 'busy again'] }), failed)

  it('is counted wherever the run is summed up', () => {
    const sentence = '1 result of a further attempt, as earlier ones were inconclusive.'
    expect(againSentences(retried.scenarios)).toEqual([sentence])
    expect(summaryMarkdown(retried)).toContain(sentence)
    expect(renderSummary(retried, { colour: false })).toContain(sentence)
    expect(againSentences(all.scenarios)).toEqual([])
  })

  it('says what the earlier ones were, in JUnit and CTRF', () => {
    expect(junitXml(retried)).toContain('attempt 1 was inconclusive: busy &lt;b&gt;\nattempt 2 was')
    expect(ctrfReport(retried).results.tests.map(({ retries }) => retries)).toEqual([2, undefined])
    expect(validate(ctrfReport(retried))).toMatchObject({ valid: true })
  })
})

describe('summaryMarkdown', () => {
  it('starts with what went wrong and ends with the table', () => {
    const text = summaryMarkdown(all)
    const places = [
      '## Failed',
      '## Broken variants missed',
      '## Inconclusive',
      '## Skipped',
      '## All scenarios',
    ].map((head) => text.indexOf(head))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
    expect(text).toContain('after listening p99: 2.67 s, limit ≤ 600 ms')
    expect(text).toContain(
      '| relay/rst | drain=none | detected | after listening p99 | 2.67 s | ≤ 600 ms | 345 % over | 4.2 s |',
    )
  })

  it('leaves out what there is none of', () => {
    expect(summaryMarkdown(results(result()))).not.toMatch(/## (Failed|Inconclusive|Skipped)/)
  })

  it('keeps text of services from being markup or ending a cell', () => {
    const text = summaryMarkdown(results(inconclusive))
    expect(text).toContain('redis \\| &lt;b\\>\\`did\\`&lt;/b\\> not start')
  })

  it('names each of 30 failing scenarios and keeps the table, however much there is to say', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      result({
        id: `relay/scenario-${i + 1}`,
        verdict: 'failed',
        reason: `broken limits: ${'a very long reason, '.repeat(60)}`,
        checks: Array.from({ length: 12 }, (_, check) => ({
          ...broken,
          name: `check ${check + 1} <of> many`,
          reason: 'because | of *this* '.repeat(40),
        })),
      }),
    )
    const text = summaryMarkdown(results(...many))
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text).not.toContain('shortened')
    for (const { id } of many) {
      expect(text).toContain(`- **${id}**`)
      expect(text).toContain(`| ${id} |`)
    }
    expect(text).toMatch(/ {2}- and \d+ more/)
  })

  it('says what changed since the baseline, or why that cannot be told, before what held', () => {
    const against = { dir: 'x', reason: 'no check in common' }
    const text = summaryMarkdown(all, against)
    expect(text).toContain('## Against the baseline\n\nNot compared: no check in common')
    expect(text.indexOf('## Against')).toBeGreaterThan(text.indexOf('## Failed'))
    expect(text.indexOf('## Against')).toBeLessThan(text.indexOf('## All scenarios'))
  })

  it('is cut to what a pull request comment can hold', () => {
    const text = summaryMarkdown(
      results(...Array.from({ length: 2_000 }, () => ({ ...inconclusive, reason: 'x'.repeat(900) }))),
    )
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text).toContain('shortened')
  })
})

describe('junitXml', () => {
  const text = junitXml(all)

  it('has a suite per scenario and a case per variant', () => {
    expect(text).toContain(
      '<testsuites name="gameday" tests="6" failures="2" errors="1" skipped="1" time="25.200">',
    )
    expect(text.match(/<testsuite /g)).toHaveLength(4)
    expect(text).toContain('<testcase classname="relay/rst" name="drain=none" time="4.200">')
  })

  it('reports failures, what was missed, inconclusive and skipped each in its own way', () => {
    expect(text).toContain('<failure type="failed" message="broken limits: after listening">')
    expect(text).toContain('<failure type="missed" message="missed: it kept the limit">')
    expect(text).toContain(
      '<error type="inconclusive" message="redis | &lt;b&gt;`did`&lt;/b&gt; not start"/>',
    )
    expect(text).toContain('<skipped message="no redis-server"/>')
    expect(text).toMatch(/<system-out>[^<]*no redis-server/)
  })

  it('closes every element', () => {
    for (const name of ['testsuites', 'testsuite', 'testcase', 'system-out', 'failure'])
      expect(text.match(new RegExp(`<${name}[ >]`, 'g'))?.length, name).toBe(
        text.match(new RegExp(`</${name}>`, 'g'))?.length,
      )
  })

  it('replaces what XML cannot hold', () => {
    expect(xml('a\u0000\u001b[1m<&"\'>\ud800\ufffe\t\n')).toBe(
      'a\ufffd\ufffd[1m&lt;&amp;&quot;&apos;&gt;\ufffd\ufffd\t\n',
    )
  })
})

describe('renderSummary', () => {
  it('has a line per result and the totals last', () => {
    const lines = renderSummary(all, { colour: false }).split('\n')
    expect(lines).toHaveLength(10)
    expect(lines.at(-3)).toBe(headlineText(all))
    expect(lines[0]).toMatch(/^passed +relay\/rst +current +after listening p99 427 ms \(≤ 600 ms\)$/)
    expect(lines[2]).toMatch(/^missed relay\/rst +cleanup=none/)
    expect(lines.at(-1)).toMatch(/^1 of 2 current versions broke a limit\./)
  })

  it('fits one screen, what went wrong first', () => {
    const many = results(...Array.from({ length: 90 }, () => result()), failed)
    const lines = renderSummary(many, { colour: false, lines: 10, width: 60 }).split('\n')
    expect(lines).toHaveLength(16)
    expect(lines[0]).toMatch(/^failed/)
    expect(lines[11]).toBe('… 81 more in the report')
    for (const line of lines.slice(0, 11)) expect(line.length).toBeLessThanOrEqual(60)
  })

  it('colours only when told to, and passes no escapes of services on', () => {
    const start = '\u001b['
    expect(renderSummary(all, { colour: false })).not.toContain(start)
    expect(renderSummary(all, { colour: true })).toContain(start)
    const nasty = { ...inconclusive, reason: `${start}2Jgone\nline two` }
    expect(renderSummary(results(nasty), { colour: false })).toMatch(/ {2}gone line two\n/)
    expect(renderSummary(results(nasty), { colour: false })).not.toContain(start)
  })

  it('wraps a reason and never cuts it', () => {
    const reason = `redis did not start: ${'a long story '.repeat(20)}and its end`
    const text = renderSummary(results({ ...inconclusive, reason }), { colour: false, width: 60 })
    expect(text.replace(/\s+/g, ' ')).toContain(reason)
  })

  it('names who broke a limit', () => {
    const beyond = { count: 10, of: 20, who: 'hosts', first: 'host-2' }
    const text = renderSummary(results({ ...failed, checks: [{ ...broken, beyond }] }), { colour: false })
    expect(text).toContain('2.67 s (≤ 600 ms): 10 of 20 hosts, the first host-2')
  })

  it('says so when nothing ran', () => {
    expect(renderSummary(results(), { colour: false })).toContain('Nothing ran.')
  })
})

describe('ctrf.json', () => {
  const report = ctrfReport(all)

  it('keeps the schema of its version', () => {
    expect(validate(JSON.parse(JSON.stringify(report))).errors).toEqual([])
  })

  it('counts a detected broken variant as passed and what could not be told as other', () => {
    expect(report.results.summary).toMatchObject({
      tests: 6,
      passed: 2,
      failed: 2,
      other: 1,
      skipped: 1,
      pending: 0,
    })
    expect(report.results.tests.map(({ status, rawStatus }) => [status, rawStatus])).toEqual([
      ['passed', 'passed'],
      ['passed', 'detected'],
      ['failed', 'missed'],
      ['failed', 'failed'],
      ['other', 'inconclusive'],
      ['skipped', 'skipped'],
    ])
  })

  it('would be told from one that does not keep it', () => {
    expect(validate({ ...report, results: { ...report.results, summary: {} } }).valid).toBe(false)
  })
})
