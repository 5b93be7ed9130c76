import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readFolder } from '../comparison/read-runs.ts'
import { addNight, type GivenNight, nightResults, nightsFolder } from './fixtures/nights.ts'
import { type History, historyOf } from './history.ts'
import { lastNights } from './last-nights.ts'
import { historyMarkdown } from './markdown.ts'
import { historyHtml } from './page.ts'
import { readNights } from './read-nights.ts'
import { appendToStore, storePath } from './store.ts'
import { renderHistory } from './terminal.ts'

function drawOf(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

function folderOf(given: readonly GivenNight[]): string {
  const dir = nightsFolder(given.map((one, i) => nightResults(i + 1, one)))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}

/** What `gameday history` does with a folder. */
function read(dir: string, last = 10): History {
  const found = readNights(dir)
  appendToStore(dir, found.fresh, found.store)
  return historyOf(found, { last, drawOf })
}

/** Nights of five repetitions that scatter by a few ms. */
const steady = (nights: number, level = 100, commit = 'aaa'): GivenNight[] =>
  Array.from({ length: nights }, (_, night) => ({
    commit,
    observed: [0, 4, 8, 2, 6].map((add) => level + add + ((night * 7) % 5)),
  }))

describe('a history', () => {
  test('of the same code has nothing worse', () => {
    const history = read(folderOf(steady(12)))
    expect(history.worse).toEqual([])
    expect(history.checks[0]!.changes).toEqual([])
    expect(history.tonight).toMatchObject({ night: 'r12', comparison: { worse: false } })
  })

  test('names tonight, the change point and its commits', () => {
    const tonight = read(folderOf([...steady(10), ...steady(1, 200, 'bbb')]))
    expect(tonight.worse).toEqual([expect.stringMatching(/^relay\/x: p99 \(processes\): \+98 ms .*beyond/)])
    const later = read(folderOf([...steady(10), ...steady(5, 200, 'bbb')]))
    expect(later.checks[0]!.changes).toMatchObject([
      { verdict: 'worse', before: { night: 'r10', commit: 'aaa' }, after: { night: 'r11', commit: 'bbb' } },
    ])
    expect(later.worse.join()).toContain('since 2026-01-11, commit bbb (before: commit aaa)')
  })

  test('a change for the worse that is older than the last nights, or was undone, stands no more', () => {
    const old = read(folderOf([...steady(10), ...steady(12, 200)]), 5)
    expect(old.checks[0]!.changes).toHaveLength(1)
    expect(old.worse).toEqual([])
    const undone = read(folderOf([...steady(10), ...steady(9, 200), ...steady(10)]), 25)
    expect(undone.checks[0]!.changes.map(({ verdict }) => verdict)).toEqual(['worse', 'better'])
    expect(undone.worse).toEqual([])
  })

  test('a machine that is slow for a night is noise where nights differ that much', () => {
    const levels = [100, 140, 95, 130, 160, 105, 90, 150, 155]
    const history = read(folderOf(levels.flatMap((level) => steady(1, level))))
    expect(history.worse).toEqual([])
  })

  test('names first bad commit, last good one and the flake score', () => {
    const broken = { commit: 'ccc', observed: [900, 900] }
    const history = read(folderOf([{ commit: 'aaa' }, { commit: 'bbb' }, broken, broken]))
    expect(history.scenarios).toMatchObject([
      {
        outcomes: ['passed', 'passed', 'failed', 'failed'],
        firstBad: { bad: { commit: 'ccc', night: 'r3' }, good: { commit: 'bbb', night: 'r2' } },
        score: 0,
      },
    ])
    const flaky = read(folderOf([{ observed: [100, 900, 100] }]))
    expect(flaky.scenarios[0]).toMatchObject({ changes: 2, pairs: 2, score: 1 })
    expect(renderHistory(flaky, { colour: false })).toContain('flake score 100 %')
  })
})

describe('the store', () => {
  test('has the figures of runs that were deleted, and is not written to without need', () => {
    const dir = folderOf(steady(12))
    const before = read(dir)
    const text = readFileSync(storePath(dir), 'utf8')
    for (let i = 1; i <= 12; i++) rmSync(join(dir, `r${i}`), { recursive: true })
    expect(read(dir)).toEqual(before)
    expect(readFileSync(storePath(dir), 'utf8')).toBe(text)
  })

  test('takes a run again whose results were made again', () => {
    const dir = folderOf(steady(3))
    read(dir)
    addNight(dir, nightResults(3, { observed: [900, 900, 900] }))
    expect(read(dir).scenarios[0]!.outcomes).toEqual(['passed', 'passed', 'failed'])
    for (let i = 1; i <= 3; i++) rmSync(join(dir, `r${i}`), { recursive: true })
    expect(read(dir).scenarios[0]!.outcomes).toEqual(['passed', 'passed', 'failed'])
  })

  test('survives a line that was cut off, and says so', () => {
    const dir = folderOf(steady(3))
    read(dir)
    appendFileSync(storePath(dir), '{"store":1,"folder":"r9"')
    addNight(dir, nightResults(4))
    const history = read(dir)
    expect(history.leftOut).toEqual(['history.ndjson, line 4: cut off or damaged'])
    expect(read(dir).nights.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3', 'r4'])
  })
})

describe('a night that says nothing', () => {
  test.each<[string, GivenNight, RegExp]>([
    ['was stopped', { run: { aborted: true } }, /^r2: stopped before its end$/],
    ['was killed', { run: { finishedAt: undefined } }, /^r2: killed before its end, or still going$/],
    ['told nothing', { verdict: 'inconclusive' }, /^r2: nothing could be told/],
    ['ran in another profile', { run: { profile: 'compressed' } }, /^r2: ran in the compressed profile/],
  ])('as it %s is left out and named', (_, dead, reason) => {
    const history = read(folderOf([{}, dead, {}]))
    expect(history.nights.map(({ id }) => id)).toEqual(['r1', 'r3'])
    expect(history.leftOut).toEqual([expect.stringMatching(reason)])
  })

  test('as it is damaged is left out and named, and tonight is not green without it', () => {
    const dir = folderOf([{}, {}, {}])
    writeFileSync(join(dir, 'r3', 'results.json'), '{"half')
    const history = read(dir)
    expect(history.leftOut).toEqual([expect.stringMatching(/^r3: .*results\.json cannot be read/)])
    expect(history.tonight).toMatchObject({ night: 'r3', unknown: true })
  })

  test('as it died before its results were made', () => {
    const dir = folderOf([{}, {}])
    rmSync(join(dir, 'r1', 'results.json'))
    expect(read(dir).leftOut).toEqual([expect.stringContaining('`gameday report')])
  })
})

test('shards of one night stand together; one that is not there is said', () => {
  const shard = (index: number, id: number, commit: string) =>
    nightResults(id, { commit, check: `check ${index}`, run: { argv: ['run', '--shard', `${index}/2`] } })
  const near = (results: ReturnType<typeof shard>, day: number) => ({
    ...results,
    run: {
      ...results.run,
      startedAt: new Date(Date.UTC(2026, 0, day, results.run.id === 'r1' ? 0 : 1)).toISOString(),
    },
  })
  const dir = nightsFolder([near(shard(1, 1, 'a'), 1), near(shard(2, 2, 'a'), 1), near(shard(1, 3, 'b'), 2)])
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const history = read(dir)
  expect(history.nights.map(({ folders }) => folders)).toEqual([['r1', 'r2'], ['r3']])
  expect(history.leftOut).toEqual(['r3: 1 of 2 shards are not there'])
  expect(history.worse).toEqual([])
})

test('page and Markdown escape what runs say, and lead with what is worse', () => {
  const dir = folderOf([
    {},
    { observed: [900, 900], check: '<b>@me</b>', commit: 'bbb' },
    { observed: [900], commit: 'ccc' },
  ])
  const history = read(dir)
  const page = historyHtml(history)
  expect(page).toContain('<title>gameday: history of 3 nights</title>')
  expect(page).not.toContain('<b>@me')
  expect(page).toContain('first bad commit bbb')
  expect(page).toContain('aria-label="r2: failed"')
  const markdown = historyMarkdown(history)
  expect(markdown).toMatch(/^\*\*Worse\*\*\n\n- relay\/x: p99.*first bad commit bbb/)
  expect(markdown).not.toContain('<b>')
})

test('the last nights before a run are its baseline, whether it lies among them or not', () => {
  const dir = folderOf(steady(6))
  const run = readFolder(join(dir, 'r5'))
  expect(lastNights(dir, run, 3).runs.map((one) => one.run.id)).toEqual(['r2', 'r3', 'r4'])
  expect(() => lastNights(dir, readFolder(join(dir, 'r1')), 3)).toThrow('has no night before the run')
})
