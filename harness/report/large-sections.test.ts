import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { runFolder } from './fixtures/run.ts'
import { buildWithin } from './large-sections.ts'
import { runContents } from './load.ts'
import { buildSection } from './section.ts'

/** One journal of many hosts, and a small one of the same scenario. */
function taskOfTwo() {
  const large = drainJournal({ hosts: 400 }).sorted()
  const small = drainJournal({ variant: 'drain=none', hosts: 5 }).sorted()
  const dir = runFolder([large, small])
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const { run, groups } = runContents(dir)
  return { dir, run, group: groups[0]!, executions: 2 }
}

test('a thread of its own gives what any other does', { timeout: 60_000 }, async () => {
  const task = taskOfTwo()
  expect(await buildWithin(task, 500)).toEqual(buildSection(task))
})

test('a journal that the memory does not hold is inconclusive, the others are reported', {
  timeout: 60_000,
}, async () => {
  const { results, html } = await buildWithin(taskOfTwo(), 16)
  expect(results).toMatchObject([
    {
      variant: 'current',
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^its journal of \d+ MiB does not fit into the 16 MiB/),
    },
    { variant: 'drain=none', verdict: 'failed', detected: true },
  ])
  expect(html).toContain('does not fit into')
})
