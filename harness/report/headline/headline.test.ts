import { describe, expect, it } from 'vitest'
import { plainCheck, plainRun, result } from '../fixtures/run.ts'
import { RESULTS_SCHEMA, type Results, type ScenarioResult } from '../results.ts'
import { renderSummary } from '../terminal.ts'
import { ctrfReport } from '../text/ctrf.ts'
import { junitXml } from '../text/junit.ts'
import { summaryMarkdown } from '../text/markdown.ts'
import { headlineText } from './headline.ts'
import { aboutRun } from './tested.ts'

const kill = {
  fault: 'kill',
  target: 'api',
  detail: 'exited with code 137',
  confirmed: true,
  durationMs: 200,
}
const away = { ...plainCheck, name: 'clients away', observed: 420, limit: 500, headline: true } as const
const lost = { ...plainCheck, name: 'orders lost', op: '==', limit: 0, observed: 0, unit: 'orders' } as const
const held = result({ id: 'shop/api-killed', system: 'shop', faults: [kill], checks: [lost, away] })
const detected = result({ ...held, variant: 'backoff=9s', kind: 'broken', verdict: 'failed', detected: true })

function results(...scenarios: ScenarioResult[]): Results {
  return { schema: RESULTS_SCHEMA, run: plainRun, scenarios }
}

describe('the headline of a run', () => {
  it('says what held, through what, and by how much', () => {
    expect(headlineText(results(held, detected))).toBe(
      'PASS: shop held all 2 limits through 1 fault; tightest: shop/api-killed, clients away 420 ms of 500 ms, 16 % to spare; 1 of 1 broken variant detected.',
    )
  })

  it('counts a limit and a fault once, whatever number of executions they were in', () => {
    const again = [2, 3].map((repetition) => ({ ...held, repetition }))
    expect(headlineText(results(held, ...again))).toContain('held all 2 limits through 1 fault')
  })

  it('counts no precondition and no fault that was not seen to act', () => {
    const checks = [{ ...lost, precondition: true } as const, away]
    const faults = [{ ...kill, confirmed: false }]
    expect(headlineText(results({ ...held, checks, faults }))).toContain('held its limit through 0 faults')
  })

  it('names the limit that is broken by most', () => {
    const over = { ...away, observed: 700, verdict: 'failed' } as const
    const failed = { ...held, verdict: 'failed', checks: [lost, over] } as const
    expect(headlineText(results(failed))).toBe(
      'FAIL: shop broke 1 of 2 limits through 1 fault; worst: shop/api-killed, clients away 700 ms of 500 ms, 40 % over.',
    )
  })

  it('gives the reason of a failure that is of no limit', () => {
    const failed = { ...held, verdict: 'failed', reason: 'steady state did not return: 503' } as const
    expect(headlineText(results(failed))).toContain(
      'worst: shop/api-killed: steady state did not return: 503',
    )
  })

  it('fails when a broken variant is missed', () => {
    const missed = { ...detected, verdict: 'passed', detected: false } as const
    expect(headlineText(results(held, missed))).toMatch(
      /^FAIL: shop held all 2 limits .*; 1 of 1 broken variant missed, first shop\/api-killed, backoff=9s\.$/,
    )
  })

  it('says what was not told', () => {
    const open = result({
      id: 'shop/b',
      system: 'shop',
      verdict: 'inconclusive',
      reason: 'redis is away',
      checks: [],
    })
    expect(headlineText(results(held, open))).toBe(
      'INCONCLUSIVE: shop held all 2 limits through 1 fault; not told: shop/b: redis is away; 1 execution inconclusive.',
    )
    expect(headlineText(results({ ...open, verdict: 'skipped', reason: 'no redis' }))).toBe(
      'SKIPPED: all 1 execution were skipped: no redis.',
    )
    expect(headlineText(results())).toBe('NOTHING RAN.')
  })

  it('is the same in the summary, on the terminal, in JUnit and in CTRF', () => {
    const all = results(held)
    const text = headlineText(all)
    expect(summaryMarkdown(all)).toContain(`**${text}**`)
    expect(renderSummary(all, { colour: false })).toContain(text)
    expect(junitXml(all)).toContain(`<property name="run headline" value="${text}"/>`)
    expect(ctrfReport(all).results.environment?.extra).toMatchObject({ headline: text })
  })
})

describe('what was tested', () => {
  it('names the system, its version, when, how and where', () => {
    expect(aboutRun(results(held))).toEqual([
      'shop, commit 0123456789ab, not modified',
      '2026-01-02 10:11 UTC',
      'compressed profile (10 s of scenario time run as 1 s)',
      'on processes',
      '2 cores',
    ])
    const changed = { ...results(held), run: { ...plainRun, dirty: true } }
    expect(aboutRun(changed)[0]).toBe('shop, commit 0123456789ab, modified')
  })

  it('names the targets of a user beside the system', () => {
    const target = { ...held, kind: 'target', variant: 'v2' } as const
    expect(aboutRun(results(target))[0]).toMatch(/^shop \(v2\), /)
  })
})
