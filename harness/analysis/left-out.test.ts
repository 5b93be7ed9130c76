import { expect, test } from 'vitest'
import type { EventKind } from '../journal/events.ts'
import { noteLeftOut } from '../journal/left-out.ts'
import { drainJournal } from './fixtures/drain.ts'
import { judge } from './verdict.ts'

/** A drain whose journal was read without the events of hosts. */
function withoutHosts(variant: 'current' | 'drain=none' | 'backoff-ceiling=30s') {
  const all = drainJournal({ variant, hosts: 5 }).sorted()
  const events = all.filter(({ kind }) => kind !== 'host')
  noteLeftOut(events, new Map<EventKind, number>([['host', all.length - events.length]]))
  return { events, whole: judge(all) }
}

test.each(['current', 'drain=none', 'backoff-ceiling=30s'] as const)(
  'what is made of events that were left out stands as recorded, the rest is computed again: %s',
  (variant) => {
    const { events, whole } = withoutHosts(variant)
    const { verdict, detected, checks } = judge(events)
    expect({ verdict, detected }).toEqual({ verdict: whole.verdict, detected: whole.detected })
    expect(checks.map(({ name, observed, verdict: own }) => [name, observed, own])).toEqual(
      whole.checks.map(({ name, observed, verdict: own }) => [name, observed, own]),
    )
    const why = Object.fromEntries(checks.map(({ name, notRecomputed }) => [name, notRecomputed]))
    expect(why['after listening p99']).toMatch(/^as recorded: \d+ host events do not fit into memory$/)
    expect(why['exit code']).toBeUndefined()
  },
)

test('without a verdict of the run nothing is green', () => {
  const { events } = withoutHosts('current')
  const cut = events.filter(({ kind }) => kind !== 'verdict')
  expect(judge(cut)).toMatchObject({ verdict: 'inconclusive', reason: 'run ended before its verdict' })
})
