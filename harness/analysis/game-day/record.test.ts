import { expect, test } from 'vitest'
import type { JournalEvent } from '../../journal/events.ts'
import { journal } from '../fixtures/journal.ts'
import { gameDayRecord } from './record.ts'

const played = (): JournalEvent[] =>
  [
    ...journal()
      .header()
      .fault(2_000, 'requested', { id: 'kill-1', fault: 'kill', target: 'api' })
      .fault(2_010, 'observed', {
        id: 'kill-1',
        fault: 'kill',
        target: 'api',
        detail: 'exited with code 137',
      })
      .fault(6_000, 'healed', { id: 'kill-1', fault: 'kill', target: 'api' })
      .sorted(),
    { at: 1e9, kind: 'steady', when: 'before', ok: true, hosts: 0, answered: 1, tookMs: 1 },
    {
      at: 1.999e9,
      kind: 'game-day',
      did: 'inject',
      by: 'ada',
      text: 'kill on api',
      faults: ['kill-1'],
      injection: { fault: 'kill', target: 'api', parameters: {} },
      expect: 'nothing',
      hidden: true,
    },
    { at: 3e9, kind: 'mark', name: 'something is slow', by: 'bob' },
    { at: 4e9, kind: 'game-day', did: 'note', by: 'eve', text: 'the API is gone' },
    { at: 5e9, kind: 'game-day', did: 'heal', by: 'ada', text: 'heals all' },
  ].toSorted((a, b) => a.at - b.at) as JournalEvent[]

test('sets what people said and saw beside each fault', () => {
  const { injections, entries } = gameDayRecord(played())!
  expect(injections).toMatchObject([
    {
      by: 'ada',
      expect: 'nothing',
      hidden: true,
      evidence: 'exited with code 137',
      noticed: { by: 'bob', text: 'something is slow' },
      named: { by: 'eve', text: 'the API is gone' },
    },
  ])
  expect(Math.round(injections[0]!.noticed!.afterMs)).toBe(1_001)
  expect(entries.map(({ by }) => by)).toEqual(['ada', 'bob', 'eve', 'ada'])
})

test('is nothing where nobody did anything by hand', () => {
  expect(gameDayRecord(journal().header().sorted())).toBeUndefined()
})
