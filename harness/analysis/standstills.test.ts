import { expect, test } from 'vitest'
import type { JournalEvent } from '../journal/events.ts'
import { standstillTexts } from './standstills.ts'

test('says for how long the harness did not run, and nothing of a busy machine or of other processes', () => {
  const stall = (at: number, ms: number, who = 'harness') => ({ kind: 'stall', at: at * 1e6, who, ms })
  const events = [
    { kind: 'mark', at: 0, name: 'begin' },
    stall(3_000, 1_500),
    stall(70_000, 60_000),
    stall(70_000, 60_000, 'prober'),
  ] as JournalEvent[]
  expect(standstillTexts(events)).toEqual([
    'The harness did not run for 60 s, from 10 s after the beginning on: what happened then was seen late or not at all.',
  ])
})
