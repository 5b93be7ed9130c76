import { expect, test } from 'vitest'
import { memoryJournal } from '../journal/writer.ts'
import { eventOf, LogEvents } from './log-events.ts'

const line = (fields: object) => JSON.stringify(fields)

test('a line of a known kind is an event with the stamp of the service', () => {
  const text = line({ at: 7, msg: 'delivery', state: 'effect' })
  expect(eventOf(text, 9)).toEqual({ kind: 'delivery', at: 7, state: 'effect' })
})

test('without a stamp it happened when it was read', () => {
  expect(eventOf(line({ msg: 'delivery', state: 'effect' }), 9)).toMatchObject({ at: 9 })
})

test.each(['listening', '{"msg":"listening"}', '{"msg":"verdict"}', '{"msg":', '{"status":1}'])(
  '%s tells of no event',
  (text) => expect(eventOf(text, 9)).toBeUndefined(),
)

test('a line of a known kind that lacks a field breaks the probe, and takes nothing with it', async () => {
  const journal = memoryJournal()
  const listeners: ((line: { at: number; text: string }) => void)[] = []
  const onLog = (listener: (typeof listeners)[0]) => {
    listeners.push(listener)
    return () => {}
  }
  using events = new LogEvents({ name: 'hop', onLog }, journal)
  listeners[0]!({
    at: 1,
    text: line({ msg: 'delivery', delivery: '1', repository: 'a', sequence: 1, state: 'effect' }),
  })
  listeners[0]!({ at: 2, text: line({ msg: 'delivery', delivery: '1' }) })
  await expect(events.failed).rejects.toThrow('a line of hop is no event')
  expect(journal.events).toHaveLength(1)
})
