import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { exitCode } from '../analysis/exit-code.ts'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import type { JournalEvent } from '../journal/events.ts'
import { type Alteration, alterations } from '../journal/fixtures/alterations.ts'
import { buildReport } from './build.ts'
import { keyOf, runFolder } from './fixtures/run.ts'
import { journalPath } from './layout.ts'

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
    expect(results.scenarios).toMatchObject([{ verdict: 'passed' }])
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
    expect(exitCode(results.scenarios)).toBe(2)
  })
})
