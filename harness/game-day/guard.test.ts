import { expect, test } from 'vitest'
import type { JournalEvent } from '../journal/events.ts'
import { Guard, readGuard } from './guard.ts'

const probes = (guard: Guard, from: number, count: number, ok: boolean) => {
  for (let index = 0; index < count; index++)
    guard.take({
      at: (from + index) * 1e6,
      kind: 'probe',
      probe: 'a',
      host: 'a',
      due: 0,
      sent: 0,
      ok,
    } as JournalEvent)
}

test('says how near a limit is, and remembers that it was passed', () => {
  const guard = new Guard([readGuard('failed=50')], 0)
  probes(guard, 0, 10, false)
  expect(guard.look(20e6)).toMatchObject([{ value: null, tripped: false }])
  probes(guard, 10, 30, true)
  expect(guard.look(50e6)).toMatchObject([{ value: 25, limit: 50, tripped: false }])
  probes(guard, 50, 60, false)
  expect(guard.look(120e6)).toMatchObject([{ value: 70, tripped: true }])
  expect(guard.look(60_000e6)).toMatchObject([{ value: null, tripped: true }])
})

test('counts clients that are away', () => {
  const guard = new Guard([readGuard('disconnected=50')], 4)
  const client = (name: string, state: 'connected' | 'lost') =>
    guard.take({ at: 0, kind: 'client', client: name, state, service: 'c' } as JournalEvent)
  for (const name of ['a', 'b', 'c', 'd']) client(name, 'connected')
  client('a', 'lost')
  expect(guard.look(0)).toMatchObject([{ value: 25, tripped: false }])
})

test.each([
  ['fialed=5', 'guard "fialed" is unknown: did you mean "failed"?'],
  ['failed', '"" is no percentage: write failed=50'],
  ['failed=101', '"101" is no percentage'],
])('%s is refused', (text, words) => expect(() => readGuard(text)).toThrow(words))
