import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '../journal/event-kinds.ts'
import type { EventKind, NewEvent } from '../journal/events.ts'
import { defineTraits, traitsOf } from './beyond/traits.ts'
import { defineConnections } from './connections.ts'
import { journal } from './fixtures/journal.ts'
import { impactOf } from './impact/impact.ts'

const kind = 'lease-of-a-modem' as EventKind
defineEvent(kind, { modem: z.string(), state: z.string(), exchange: z.string() })
const stateOf = (event: unknown) => event as { modem: string; state: string; exchange: string }

defineConnections(kind, (event) => {
  const { modem, state } = stateOf(event)
  if (state === 'carrier lost') return { client: modem, becomes: 'lost', trouble: state }
  return { client: modem, ...(state === 'online' && { becomes: 'connected' }) }
})
defineTraits(kind, (events, set) => {
  for (const event of events)
    if (event.kind === kind) set(stateOf(event).modem, 'exchange', stateOf(event).exchange)
})

const built = journal().header({ factor: 1 }).phase(-200, 'setup')
const modem = (ms: number, name: string, state: string) =>
  built.add(ms, { kind, modem: name, state, exchange: 'north' } as unknown as NewEvent)
modem(-100, 'modem-1', 'online')
modem(-100, 'modem-2', 'online')
built.fault(0, 'requested', { id: 'cut-1', fault: 'cut', target: 'line' })
modem(20, 'modem-1', 'carrier lost')
modem(50, 'modem-1', 'dialling')
modem(320, 'modem-1', 'online')
const events = built.phase(1_000, 'teardown').sorted()

test('connections of a kind that another file defines count as those of clients', () => {
  const impact = impactOf(events)!
  expect(impact.radius).toMatchObject({
    clients: { count: 1, of: 2 },
    longest: { client: 'modem-1', ms: 300 },
  })
  expect(impact.detections).toEqual([
    {
      fault: 'cut',
      target: 'line',
      noticed: [{ watcher: 'client', who: 'modem-1', what: 'carrier lost', afterMs: 20 }],
    },
  ])
})

test('so do their traits', () => {
  expect(Object.fromEntries(traitsOf(events).get('modem-2')!)).toEqual({ exchange: 'north' })
})
