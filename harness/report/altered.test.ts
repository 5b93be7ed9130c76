import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { exitCode } from '../analysis/exit-code.ts'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import type { JournalEvent } from '../journal/events.ts'
import { type Alteration, alterations } from '../journal/fixtures/alterations.ts'
import { buildReport } from './build.ts'
import { compareRuns } from './comparison/compare.ts'
import { comparisonMarkdown } from './comparison/markdown.ts'
import { readRuns } from './comparison/read-runs.ts'
import { renderComparison } from './comparison/terminal.ts'
import { trendsOf } from './comparison/trend.ts'
import { keyOf, runFolder } from './fixtures/run.ts'
import { trendHtml } from './html/trend-page.ts'
import { journalPath } from './layout.ts'
import { renderSummary } from './terminal.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A drain that held, with a second fault, and its verdict as the run would have given it. */
function twoFaults(): JournalEvent[] {
  const second = { id: 'latency-1', fault: 'latency', target: 'redis' }
  return drainJournal({ hosts: 5 })
    .fault(2_400, 'requested', second)
    .fault(2_401, 'observed', second)
    .fault(2_600, 'healed', second)
    .sorted()
}

function altered(events: readonly JournalEvent[], alter: Alteration): string {
  const dir = runFolder([events])
  folders.push(dir)
  const path = journalPath(dir, keyOf(events))
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  writeFileSync(path, `${alter(lines).join('\n')}\n`)
  return dir
}

describe('a stored journal that was altered', () => {
  it('is told from one that was not', async () => {
    const { results } = await buildReport(altered(twoFaults(), (lines) => lines))
    expect(results.scenarios).toMatchObject([
      { verdict: 'passed', seal: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    expect(results.scenarios[0]).not.toHaveProperty('altered')
    expect(exitCode(results.scenarios)).toBe(0)
  })

  it.each(Object.entries(alterations))('%s: altered, and nothing is proved', async (_, alter) => {
    const { results } = await buildReport(altered(twoFaults(), alter))
    expect(results.scenarios).toMatchObject([
      {
        verdict: 'inconclusive',
        altered: expect.any(String),
        reason: expect.stringMatching(/^journal altered: /),
      },
    ])
    expect(results.scenarios[0]!.checks.map(({ verdict }) => verdict)).not.toContain('passed')
    expect(exitCode(results.scenarios)).toBe(2)
  })

  it('proves a failure as little as a success', async () => {
    const bad = drainJournal({ variant: 'drain=none', hosts: 5 }).sorted()
    const { results } = await buildReport(altered(bad, alterations['a limit edited']!))
    expect(results.scenarios).toMatchObject([{ verdict: 'inconclusive', altered: expect.any(String) }])
    expect(results.scenarios[0]).not.toHaveProperty('detected')
  })

  it('says so on the first screen, at the scenario and in every file', async () => {
    const dir = altered(twoFaults(), alterations['the factor edited']!)
    const { results } = await buildReport(dir)
    const where = 'line 1 (header) is not what was written'
    const read = (name: string) => readFileSync(join(dir, name), 'utf8')
    const page = read('index.html')
    const [overview, scenario] = [
      page.slice(0, page.indexOf('id="scenarios"')),
      page.slice(page.indexOf('id="s1"')),
    ]
    for (const part of [overview, scenario])
      expect(part).toMatch(new RegExp(`<b>Altered\\.</b>.*${escaped(where)}`, 's'))
    expect(overview).toContain('1 execution inconclusive; 1 journal altered after the run.')
    expect(page).toContain('0 of 1 sealed and intact, 1 altered')
    expect(read('summary.md')).toMatch(
      /## Altered[\s\S]*line 1 \(header\)[\s\S]*\| current \| altered \| – \|/,
    )
    expect(read('junit.xml')).toContain(`<error type="altered" message="journal altered: ${where}"/>`)
    expect(JSON.parse(read('ctrf.json')).results.tests).toMatchObject([
      { status: 'other', message: `journal altered: ${where}`, tags: expect.arrayContaining(['altered']) },
    ])
    expect(JSON.parse(read('results.json')).scenarios).toMatchObject([{ altered: where }])
    expect(renderSummary(results, { colour: false })).toMatch(
      /journal altered: line 1[\s\S]*1 journal altered after/,
    )
  })

  it('is not sealed where the run ended before its verdict', async () => {
    const dir = altered(twoFaults(), (lines) => lines.slice(0, -1))
    const { results } = await buildReport(dir)
    expect(results.scenarios).toMatchObject([
      { verdict: 'inconclusive', reason: 'run ended before its verdict' },
    ])
    expect(results.scenarios[0]).not.toHaveProperty('altered')
    expect(readFileSync(join(dir, 'index.html'), 'utf8')).toContain(
      'not sealed: the run ended before its verdict',
    )
  })
})

describe('a whole journal that lies where it was not written', () => {
  it.each([
    ['of another run', { id: 'run-2' }, 'it is of run run-1, and lies in the folder of run run-2'],
    ['of a run with another factor', { factor: 0.5 }, 'run.json says factor 0.5, and its header 0.1'],
    ['of a run with another profile', { profile: 'production' }, 'run.json says profile production'],
    ['of a run with another seed', { seed: 7 }, 'run.json says seed 7, and its header 42'],
  ])('%s', async (_, over, why) => {
    const dir = runFolder([twoFaults()], over)
    folders.push(dir)
    const { results } = await buildReport(dir)
    expect(results.scenarios).toMatchObject([
      { verdict: 'inconclusive', altered: expect.stringContaining(why) },
    ])
  })

  it('of another variant: stands for the place where it lies', async () => {
    const [fixed, bad] = [drainJournal({ hosts: 5 }), drainJournal({ hosts: 5, variant: 'drain=none' })]
    const dir = runFolder([fixed.sorted(), bad.sorted()])
    folders.push(dir)
    copyFileSync(journalPath(dir, keyOf(fixed.events)), journalPath(dir, keyOf(bad.events)))
    const { results } = await buildReport(dir)
    expect(results.scenarios).toMatchObject([
      { variant: 'current', verdict: 'passed' },
      {
        variant: 'drain=none',
        verdict: 'inconclusive',
        altered: expect.stringMatching(/^it is of .*, current, /),
      },
    ])
  })
})

describe('a journal that was altered after its report', () => {
  const built = async (over = {}) => {
    const dir = runFolder([twoFaults()], over)
    folders.push(dir)
    await buildReport(dir)
    return dir
  }
  const alterIn = (dir: string, alter: Alteration) => {
    const path = journalPath(dir, keyOf(twoFaults()))
    writeFileSync(path, `${alter(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n')}\n`)
  }

  it.each(Object.entries(alterations))('%s: left out of a comparison and of a trend', async (_, alter) => {
    const [before, now] = [await built(), await built()]
    alterIn(now, alter)
    const runs = readRuns(now)
    const comparison = compareRuns(readRuns(before), runs)
    expect(comparison.altered).toEqual([
      expect.stringMatching(/^run run-1: relay\/sigint-drain current \(processes, repetition 1\): ./),
    ])
    expect(comparison.noLongerTold).toHaveLength(4)
    expect(renderComparison(comparison, { colour: false })).toMatch(/^altered {4}run run-1/m)
    expect(comparisonMarkdown(comparison)).toContain('Altered journals, left out')
    expect(trendsOf(runs).every(({ points }) => points.length === 0)).toBe(true)
    expect(trendHtml(runs, trendsOf(runs))).toContain('<b>Altered.</b>')
  })

  it('another whole journal in its place is seen, a missing one is not', async () => {
    const dir = await built()
    const path = journalPath(dir, keyOf(twoFaults()))
    rmSync(path)
    expect(readRuns(dir)[0]!.scenarios[0]).not.toHaveProperty('altered')
    const other = runFolder([drainJournal({ hosts: 6 }).sorted()])
    folders.push(other)
    copyFileSync(journalPath(other, keyOf(twoFaults())), path)
    expect(readRuns(dir)[0]!.scenarios[0]).toMatchObject({
      verdict: 'inconclusive',
      altered: 'it is not the journal of which results.json was made',
    })
  })

  it('is told in the baseline of a report', async () => {
    const [before, now] = [await built(), await built()]
    alterIn(before, alterations['a limit edited']!)
    await buildReport(now, { baseline: before })
    expect(readFileSync(join(now, 'index.html'), 'utf8')).toContain('Altered journals, left out')
    expect(readFileSync(join(now, 'summary.md'), 'utf8')).toContain('1 altered journals left out')
  })
})

const escaped = (text: string) => text.replace(/[()]/g, '\\$&')
