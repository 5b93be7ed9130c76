import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { runFolder } from './fixtures/run.ts'
import { buildWithin, heapMib } from './large-sections.ts'
import { runContents } from './load.ts'
import { buildSection } from './section.ts'

/** One journal of so many hosts, and a small one of the same scenario. */
function taskOfTwo(hosts: number) {
  const large = drainJournal({ hosts }).sorted()
  const small = drainJournal({ variant: 'drain=none', hosts: 5 }).sorted()
  const dir = runFolder([large, small])
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const { run, groups } = runContents(dir)
  return { dir, run, group: groups[0]!, executions: 2 }
}

test('a thread of its own gives what any other does', { timeout: 60_000 }, async () => {
  const task = taskOfTwo(40)
  expect(await buildWithin(task, 500)).toEqual(buildSection(task))
})

test('a journal that the memory does not hold is read in part, and says so; the others as a whole', {
  timeout: 60_000,
}, async () => {
  const task = taskOfTwo(400)
  const whole = buildSection(task)
  const { results, html, trust } = await buildWithin(task, 16)
  expect(results).toMatchObject([
    { variant: 'current', verdict: 'passed' },
    { variant: 'drain=none', verdict: 'failed', detected: true },
  ])
  const observed = (section: typeof whole) =>
    section.results.map(({ checks }) => checks.map((check) => [check.name, check.observed, check.verdict]))
  expect(observed({ ...whole, results })).toEqual(observed(whole))
  expect(html).toMatch(/[\d,]+ probe events of this journal do not fit into memory/)
  // No check of this scenario is made of probes: all are computed again.
  expect(trust).toMatchObject({ inPart: 1, notRecomputed: 0, disagreeing: 0, faults: whole.trust.faults })
})

test.each([
  ['a share of what is free', 2, undefined, 1_536],
  ['no more than a large journal takes', 64, undefined, 2_048],
  ['what the user says', 64, 512, 512],
  ['not more than there is', 2, 4_096, 1_536],
])('the heap of a thread: %s', (_, gib, stated, mib) => {
  expect(heapMib(gib * 2 ** 30, stated)).toBe(mib)
})
