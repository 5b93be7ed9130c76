import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '../journal/event-kinds.ts'
import { memoryJournal } from '../journal/writer.ts'
import { ownClock } from '../runtime/machine-clock.ts'
import { eventReaders, fieldsIn } from './logged-events.ts'

const json = { msg: 'level' }

test('a JSON line gives its fields, without those by which it was found', () => {
  expect(fieldsIn('{"at":7,"msg":"level","litres":3}', { from: 'pump', json })).toEqual({ at: 7, litres: 3 })
})

test.each(['{"msg":"other","litres":3}', '{"msg":"level"', 'msg level', '{"litres":3}', ''])(
  'a line that does not say so is passed over: %s',
  (line) => expect(fieldsIn(line, { from: 'pump', json })).toBeUndefined(),
)

test('a pattern gives the groups that took part', () => {
  const match = /(?:full|(?<litres>\d+) litres) in (?<tank>\S+)/
  expect(fieldsIn('full in north', { from: 'pump', match })).toEqual({ tank: 'north' })
  expect(fieldsIn('nothing', { from: 'pump', match })).toBeUndefined()
})

test('moments of another machine are turned into those of this one', () => {
  const journal = memoryJournal()
  const probe = { from: 'pump', json: { msg: 'probe' }, fields: { probe: 'own', host: 'pump', ok: true } }
  const [reader] = eventReaders({ services: { pump: {} }, events: { probe } }, journal)
  const clock = { ...ownClock, fromMonotonic: (ns: number) => ns - 100 }
  const text = '{"msg":"probe","at":205,"due":201,"sent":202,"status":203}'
  reader!.read({ at: 7, stream: 'stdout', text }, { name: 'pump', clock })
  expect(journal.events).toMatchObject([{ kind: 'probe', at: 105, due: 101, sent: 102, status: 203 }])
})

test('several readers find one kind, each with what its lines do not say; a stamp of the program counts', () => {
  defineEvent('level', { tank: z.string(), litres: z.coerce.number().optional(), state: z.string() })
  const journal = memoryJournal()
  const level = [
    { from: ['pump', 'meter'], match: /(?<litres>\d+) l in (?<tank>\S+)/, fields: { state: 'read' } },
    { from: 'meter', json, fields: { state: 'told' } },
  ]
  const readers = eventReaders({ services: { pump: {}, meter: {} }, events: { level } }, journal)
  expect(readers.map(({ from }) => from)).toEqual(['pump', 'meter', 'meter'])
  for (const text of ['3 l in north', '{"at":5,"msg":"level","tank":"south"}'])
    for (const reader of readers.filter(({ from }) => from === 'meter'))
      reader.read({ at: 7, stream: 'stdout', text }, { name: 'meter', clock: ownClock })
  expect(journal.events).toEqual([
    { kind: 'level', at: 7, tank: 'north', litres: 3, state: 'read' },
    { kind: 'level', at: 5, tank: 'south', state: 'told' },
  ])
})
