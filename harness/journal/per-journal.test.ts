import { describe, expect, it } from 'vitest'
import { eventsOf, type JournalEvent } from './events.ts'
import { perJournal } from './per-journal.ts'
import { withReads } from './reads.ts'

const mark = (at: number): JournalEvent => ({ at, kind: 'mark', name: 'x' })

describe('perJournal', () => {
  it('computes once, and again for a journal that has grown', () => {
    let calls = 0
    const count = perJournal((events) => {
      calls++
      return eventsOf(events, 'mark').length
    })
    const events = [mark(1)]
    expect([count(events), count(events), calls]).toEqual([1, 1, 1])
    events.push(mark(2))
    expect([count(events), calls]).toEqual([2, 2])
    expect(count([mark(1)])).toBe(1)
  })

  it('tells what was read also of what was known already', () => {
    const events = [mark(1)]
    const count = perJournal((given) => eventsOf(given, 'mark').length)
    count(events)
    const { reads } = withReads(() => {
      eventsOf(events, 'phase')
      return count(events)
    })
    expect([...reads]).toEqual(['phase', 'mark'])
  })

  it('keeps the reads of one computation from those beside it', () => {
    const events = [mark(1)]
    const outer = withReads(() => {
      const inner = withReads(() => eventsOf(events, 'mark'))
      eventsOf(events, 'phase')
      return inner.reads
    })
    expect([...outer.value]).toEqual(['mark'])
    expect([...outer.reads]).toEqual(['mark', 'phase'])
  })
})
