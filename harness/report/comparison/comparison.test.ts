import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../../analysis/fixtures/drain.ts'
import { buildReport } from '../build.ts'
import { runFolder } from '../fixtures/run.ts'
import { trendHtml } from '../html/trend-page.ts'
import { RUN_SCHEMA } from '../run-file.ts'
import { compareRuns } from './compare.ts'
import { lastBaselineOf } from './last-baseline.ts'
import { comparisonMarkdown } from './markdown.ts'
import { type RunCheck, type RunResults, readFolder, readRuns } from './read-runs.ts'
import { baselineText, renderComparison } from './terminal.ts'
import { trendsOf } from './trend.ts'
import { renderTrends } from './trend-terminal.ts'

interface Given {
  readonly id?: string
  readonly profile?: string
  readonly environment?: Record<string, string>
  readonly check?: string
  readonly observed?: (number | null)[]
  readonly verdict?: RunCheck['verdict']
  readonly detected?: boolean
  readonly slowness?: number
}

/** A run of one scenario with a repetition per observed value, and one broken variant. */
function run(given: Given = {}): RunResults {
  const { id = 'r1', profile = 'compressed', environment = {}, check = 'p99', observed = [100] } = given
  const checkOf = (value: number | null): RunCheck => ({
    name: check,
    observed: value,
    op: '<=',
    limit: 500,
    unit: 'ms',
    uncertainty: 5,
    verdict: given.verdict ?? (value === null || value > 500 ? 'failed' : 'passed'),
  })
  return {
    schema: 2,
    run: { id, profile, startedAt: `2026-01-0${id.slice(1)}T00:00:00Z`, commit: 'abc', environment },
    scenarios: [
      ...observed.map((value, index) => ({
        id: 'relay/x',
        variant: 'current',
        kind: 'current' as const,
        runtime: 'processes' as const,
        repetition: index + 1,
        verdict: 'passed' as const,
        ...(given.slowness !== undefined && { slowness: given.slowness }),
        checks: [checkOf(value)],
      })),
      {
        id: 'relay/x',
        variant: 'bad=1',
        kind: 'broken',
        runtime: 'processes',
        repetition: 1,
        verdict: 'failed',
        detected: given.detected ?? true,
        checks: [],
      },
    ],
  }
}
const five = [100, 104, 108, 102, 106]
const plain = { colour: false }

describe('a comparison', () => {
  test('tells what is worse, with difference, interval and noise', () => {
    const slower = five.map((value) => value + 60)
    const comparison = compareRuns([run({ observed: five })], [run({ observed: slower })])
    expect(comparison).toMatchObject({
      worse: true,
      checks: [{ verdict: 'worse', difference: 60, noise: 8 }],
    })
    expect(renderComparison(comparison, plain)).toMatch(/^worse .*104 ms \(5\) → 164 ms \(5\) {2}\+60 ms/)
    expect(comparisonMarkdown(comparison)).toContain(
      '| worse | relay/x: p99 (processes) | 104 ms (5) | 164 ms (5) |',
    )
  })

  test('takes the repetitions of several runs together', () => {
    const runs = five.map((value, index) => run({ id: `r${index + 1}`, observed: [value] }))
    expect(compareRuns(runs, runs)).toMatchObject({ worse: false, checks: [{ verdict: 'no change' }] })
  })

  test('a broken variant that is no longer detected is worse', () => {
    const comparison = compareRuns([run()], [run({ detected: false })])
    expect(comparison).toMatchObject({ worse: true, noLongerDetected: ['relay/x bad=1 (processes)'] })
    expect(renderComparison(comparison, plain)).toContain('relay/x bad=1 (processes): no longer detected')
  })

  test('a check that can no longer be told is said, and is neither worse nor fine', () => {
    const comparison = compareRuns([run()], [run({ verdict: 'inconclusive' })])
    expect(comparison).toMatchObject({ worse: false, noLongerTold: ['relay/x: p99 (processes)'] })
  })

  test('names what only one side has and where the machines differ', () => {
    const before = run({ environment: { cores: '2' } })
    const now = run({ environment: { cores: '4' } })
    const extra = run({ check: 'new one', environment: { cores: '4' } })
    const both = { ...now, scenarios: [...now.scenarios, ...extra.scenarios] }
    const comparison = compareRuns([before], [both])
    expect(comparison.onlyRun).toEqual(['relay/x: new one (processes)'])
    expect(comparison.warnings).toEqual(['cores: 2 before, 4 now'])
  })

  test('says that the machine was slower, not that it was about as quick', () => {
    const warningsOf = (before: number, now: number) =>
      compareRuns([run({ slowness: before })], [run({ slowness: now })]).warnings
    expect(warningsOf(1, 1.7)).toEqual([
      "time that the machine takes for a piece of work, of the reference's: 1 times before, 1.7 times now",
    ])
    expect(warningsOf(1.6, 1.7)).toEqual([])
    expect(compareRuns([run()], [run({ slowness: 1.7 })]).warnings).toEqual([])
  })

  test.each([
    ['other profiles', run({ profile: 'production' }), /different profiles \(compressed, production\)/],
    ['no check in common', run({ check: 'other' }), /no check in common/],
  ])('refuses %s with a clear line', (_, other, message) => {
    expect(() => compareRuns([run()], [other])).toThrow(message)
  })
})

describe('a baseline of a report', () => {
  const dirs: string[] = []
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true })
  })
  const folder = (scenario: string, over = {}) => {
    const dir = runFolder([drainJournal({ hosts: 3, header: { scenario } }).sorted()], over)
    dirs.push(dir)
    return dir
  }
  const page = (dir: string) => readFileSync(join(dir, 'index.html'), 'utf8')

  test('stands in the page, the summary and one line', async () => {
    const [before, now] = [folder('relay/x'), folder('relay/x')]
    await buildReport(before)
    const { against } = await buildReport(now, { baseline: before })
    expect(baselineText(against!)).toBe(
      'against the baseline: 0 worse, 0 better, 0 without a change, 4 with too few repetitions to tell.',
    )
    expect(page(now)).toMatch(
      /id="baseline"[\s\S]*4 with too few repetitions[\s\S]*4 checks without a change/,
    )
    expect(readFileSync(join(now, 'summary.md'), 'utf8')).toContain('## Against the baseline')
    expect(lastBaselineOf(now)).toBe(before)
  })

  test('is not known of a report that had none, or that is damaged', async () => {
    const now = folder('relay/x')
    expect(lastBaselineOf(now)).toBeUndefined()
    await buildReport(now)
    expect(lastBaselineOf(now)).toBeUndefined()
    writeFileSync(join(now, 'results.json'), '{"baseline":5}')
    expect(lastBaselineOf(now)).toBeUndefined()
  })

  test.each([
    ['of another scenario set', 'relay/y', {}, 'no check in common: they ran different scenarios'],
    ['of another profile', 'relay/x', { profile: 'production' }, 'different profiles'],
  ])(
    '%s is said in a clear line, and the report is written all the same',
    async (_, scenario, over, line) => {
      const [before, now] = [folder(scenario, over), folder('relay/x')]
      await buildReport(before)
      const { against } = await buildReport(now, { baseline: before })
      expect(baselineText(against!)).toContain(line)
      expect(page(now)).toContain(line)
    },
  )

  test('of another schema is said in a clear line, and the report is written all the same', async () => {
    const [before, now] = [folder('relay/x'), folder('relay/x')]
    await buildReport(before)
    const path = join(before, 'run.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"schema": ${RUN_SCHEMA}`, '"schema": 1'))
    const { against } = await buildReport(now, { baseline: before })
    expect(baselineText(against!)).toMatch(/^not compared.*run\.json: damaged or of another version \(schema/)
    expect(page(now)).toContain('of another version (schema')
  })

  test('a report without one says how to get one', async () => {
    const now = folder('relay/x')
    await buildReport(now)
    expect(page(now)).toContain('No baseline was named.')
  })
})

describe('what the baseline had and the run lacks', () => {
  const without = (over: (scenario: RunResults['scenarios'][number]) => boolean): RunResults => {
    const whole = run({ id: 'r2' })
    return { ...whole, scenarios: whole.scenarios.filter(over) }
  }
  const other: RunResults['scenarios'][number] = { ...run().scenarios[0]!, id: 'relay/y' }
  const baseline = () => ({ ...run(), scenarios: [...run().scenarios, other] })

  test('is worse: a scenario with its checks, a detected variant', () => {
    const comparison = compareRuns([baseline()], [without(({ kind }) => kind !== 'broken')])
    expect(comparison).toMatchObject({
      worse: true,
      lost: ['relay/y: p99 (processes)', 'relay/x bad=1 (processes)'],
    })
    expect(renderComparison(comparison, plain)).toContain(
      'worse      relay/x bad=1 (processes): no longer there',
    )
    expect(comparisonMarkdown(comparison)).toContain('In the baseline and no longer there')
  })

  test('is inconclusive where the run gives a reason', () => {
    const skipped: RunResults['scenarios'][number] = {
      ...other,
      verdict: 'skipped',
      reason: 'no redis-server',
      checks: [],
    }
    const tonight = { ...run({ id: 'r2' }), scenarios: [...run({ id: 'r2' }).scenarios, skipped] }
    expect(compareRuns([baseline()], [tonight])).toMatchObject({
      worse: false,
      lost: [],
      noLongerTold: ['relay/y: p99 (processes): no redis-server'],
    })
  })
})

test('one coarse reading does not hide a change, and is named', () => {
  const coarse = run({ id: 'r1', observed: five })
  coarse.scenarios[0]!.checks[0]!.uncertainty = 500
  const comparison = compareRuns([coarse], [run({ id: 'r2', observed: five.map((ms) => ms + 60) })])
  expect(comparison.checks[0]).toMatchObject({ verdict: 'worse' })
  expect(comparison.warnings).toContain(
    'relay/x: p99 (processes): 1 of 5 readings are known to ± 500 ms, the others to ± 5',
  )
})

describe('reading runs', () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), 'gameday-compare-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    return dir
  }
  const write = (dir: string, results: unknown, schema: number = RUN_SCHEMA) => {
    mkdirSync(dir, { recursive: true })
    const { run } = results as RunResults
    const rest = { seed: 1, runtime: 'processes', runtimeReason: '', factor: 0.1, dirty: false, argv: [] }
    writeFileSync(join(dir, 'run.json'), JSON.stringify({ schema, ...rest, ...run }))
    writeFileSync(join(dir, 'results.json'), JSON.stringify(results))
  }

  test('of one folder, or of all folders in it, oldest first', () => {
    const dir = folder()
    write(join(dir, 'a'), run({ id: 'r2' }))
    write(join(dir, 'b'), run({ id: 'r1' }))
    expect(readRuns(dir).map((one) => one.run.id)).toEqual(['r1', 'r2'])
    expect(readRuns(join(dir, 'a'))).toHaveLength(1)
  })

  test('refuses a folder without runs, another schema and damage, each naming the file', () => {
    const dir = folder()
    expect(() => readRuns(dir)).toThrow(/neither a run nor a folder of runs/)
    expect(() => readRuns(join(dir, 'none'))).toThrow(/cannot be read/)
    write(join(dir, 'a'), run(), 99)
    expect(() => readRuns(dir)).toThrow(/run\.json: damaged or of another version \(schema/)
    write(join(dir, 'a'), { run: run().run })
    expect(() => readRuns(dir)).toThrow(/results\.json: damaged or of another version \((schema|scenarios)/)
  })

  test('one dead night is left out and named, the others are read', () => {
    const dir = folder()
    write(join(dir, 'a'), run({ id: 'r1' }))
    write(join(dir, 'b'), run({ id: 'r2' }))
    write(join(dir, 'cut'), run({ id: 'r3' }))
    writeFileSync(join(dir, 'cut', 'results.json'), '{"schema": 2,')
    write(join(dir, 'dead'), run({ id: 'r4' }))
    rmSync(join(dir, 'dead', 'results.json'))
    mkdirSync(join(dir, 'early', 'scenarios'), { recursive: true })
    mkdirSync(join(dir, 'of-somebody-else'))
    const { runs, leftOut } = readFolder(dir)
    expect(runs.map((one) => one.run.id)).toEqual(['r1', 'r2'])
    expect(leftOut).toEqual([
      expect.stringMatching(/^cut: .*results\.json cannot be read/),
      expect.stringMatching(/^dead: .*results\.json cannot be read/),
      expect.stringMatching(/^early: .*run\.json cannot be read/),
    ])
    expect(trendHtml(runs, trendsOf(runs), leftOut)).toContain('<li>dead: ')
  })

  test('what a dead part of tonight held is inconclusive, not worse', () => {
    const [before, now] = [
      [run({ observed: five })],
      [run({ id: 'r2', check: 'other' }), run({ id: 'r3', observed: [] })],
    ]
    const whole = compareRuns(before, now.slice(1).concat(run({ id: 'r4', check: 'other' })), {
      run: ['x: dead'],
    })
    expect(whole).toMatchObject({ lost: [], worse: false, leftOut: ['x: dead'] })
    expect(whole.noLongerTold).toEqual([expect.stringMatching(/p99.*: a part of the run was left out/)])
    for (const text of [renderComparison(whole, { colour: false }), comparisonMarkdown(whole)])
      expect(text).toContain('x: dead')
  })
})

describe('a trend', () => {
  const runs = [run({ id: 'r1', observed: five }), run({ id: 'r2', observed: [90, null, 600] })]

  test('has a point per run with the range of its repetitions', () => {
    expect(trendsOf(runs)[0]?.points).toMatchObject([
      { run: 'r1', low: 100, middle: 104, high: 108, repetitions: 5, broken: 0 },
      { run: 'r2', low: 90, middle: 600, high: null, repetitions: 3, broken: 2 },
    ])
  })

  test('is drawn as a page and as a line', () => {
    const trends = trendsOf(runs)
    const page = trendHtml(runs, trends)
    expect(page).toContain('2 runs side by side')
    expect(page).toContain('<td class="n">never</td>')
    expect(page).not.toContain('<script')
    expect(renderTrends(trends)).toBe('relay/x  p99, processes  ▂█  600 ms (≤ 500 ms)')
  })
})
