import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '../journal/event-kinds.ts'
import type { JournalEvent } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { LogLine, Service } from '../runtime/runtime.ts'
import { followLogs } from './log-steps.ts'

/** A service whose log is written by hand. */
function logging(...early: string[]) {
  const listeners: ((line: LogLine) => void)[] = []
  const line = (text: string): LogLine => ({ at: 7, stream: 'stdout', text })
  const service = {
    logs: () => early.map(line),
    onLog: (listener: (line: LogLine) => void) => {
      listeners.push(listener)
      return () => listeners.splice(0)
    },
  }
  return {
    service: service as unknown as Service,
    say: (text: string) => listeners.forEach((one) => void one(line(text))),
  }
}

const operations = {
  write: {
    begun: { from: ['a', 'b'], match: /(?<client>\S+) begins (?<key>\S+): (?<group>\S+) = (?<value>\S*)/ },
    done: { from: ['a', 'b'], match: /ended (?<key>\S+)/ },
  },
}

test('steps carry what their pattern names, from each of their services, line by line', () => {
  const [a, b] = [logging('c1 begins w1: x = 5', 'ended w1', 'c1 begins w2: x = '), logging()]
  const written: unknown[] = []
  using seen = followLogs(
    { services: { a: {}, b: {} }, operations },
    new Map([
      ['a', a.service],
      ['b', b.service],
    ]),
    { append: (event) => void written.push(event) as unknown as JournalEvent },
  )
  b.say('ended w2')
  b.say('nothing of the kind')
  const plain = { at: 7, kind: 'operation', operation: 'write' }
  expect(written).toEqual([
    { ...plain, state: 'begun', service: 'a', key: 'w1', client: 'c1', group: 'x', value: '5' },
    { ...plain, state: 'done', service: 'a', key: 'w1' },
    { ...plain, state: 'begun', service: 'a', key: 'w2', client: 'c1', group: 'x', value: '' },
    { ...plain, state: 'done', service: 'b', key: 'w2' },
  ])
  expect(seen.steps.get('write')?.get('done')).toEqual(new Set(['w1', 'w2']))
})

test("events of a kind of one's own are read from the log, and a line that does not fit is trouble", () => {
  defineEvent('gauge', { tank: z.string(), litres: z.coerce.number() })
  const { service, say } = logging('tank north: 7 litres')
  const journal = memoryJournal()
  const events = { gauge: { from: 'pump', match: /tank (?<tank>\S+): (?<litres>\S+) litres/ } }
  using _followed = followLogs({ services: { pump: {} }, events }, new Map([['pump', service]]), journal)
  say('tank south: many litres')
  say('nothing of the kind')
  expect(journal.events).toMatchObject([
    { kind: 'gauge', tank: 'north', litres: 7, at: 7 },
    {
      kind: 'trouble',
      message: expect.stringMatching(/^events\.gauge: a line of pump does not fit: .*litres/),
    },
  ])
})
