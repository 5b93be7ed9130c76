import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { capturesIn } from '../captures.ts'
import type { ScenarioView } from '../view.ts'
import { capturesView } from './captures-view.ts'

test('captures beside a journal are found by their ending, and linked from the page of the run', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gameday-captures-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const name of ['journal.ndjson', 'wire-1-left.pcap', 'wire-1-came.pcap'])
    writeFileSync(join(dir, name), '')
  const captures = capturesIn(dir)
  expect(captures).toEqual(['wire-1-came.pcap', 'wire-1-left.pcap'])
  const key = { id: 'relay/x', variant: 'pings=impatient', runtime: 'processes', repetition: 1 }
  expect(capturesView({ ...key, captures } as unknown as ScenarioView).text).toContain(
    '<a href="scenarios/relay__x/pings%3Dimpatient/processes/1/wire-1-came.pcap">wire-1-came.pcap</a>, <a',
  )
})

test('where there are none nothing is said', () => {
  expect(capturesView({} as ScenarioView).text).toBe('')
  expect(capturesIn('/nowhere')).toEqual([])
})
