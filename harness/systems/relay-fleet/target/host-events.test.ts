import { expect, test } from 'vitest'
import { eventsOf } from '../../../journal/events.ts'
import { memoryJournal } from '../../../journal/writer.ts'
import type { LogLine, Service } from '../../../runtime/runtime.ts'
import { type Events, eventsSchema } from './events-schema.ts'
import { TargetEvents } from './host-events.ts'

const hostEvents = eventsSchema.parse({
  lines: {
    attempt: /^(?<host>\S+) dials \((?<tunnel>\d+)\)/,
    registered: /^(?<host>\S+) is in \((?<tunnel>\d+)\)/,
    drain: /^(?<host>\S+) must go \((?<tunnel>\d+)\)/,
    closed: /^(?<host>\S+) is out \((?<tunnel>\d+)\)/,
    scheduled: /^(?<host>\S+) waits (?<delayMs>\d+)/,
  },
})
const relayEvents = eventsSchema.parse({ lines: { registered: /^took (?<host>\S+)/ } })

/** A service that prints what it is told to. */
function program(name: string) {
  const takers: ((line: LogLine) => void)[] = []
  const service = {
    name,
    logs: () => [],
    onLog: (take: (line: LogLine) => void) => {
      takers.push(take)
      return () => {}
    },
  } as unknown as Service
  let at = 0
  const print = (...texts: string[]) => {
    for (const text of texts)
      for (const take of takers) take({ at: ++at, text, stream: 'stdout', incarnation: 1 } as LogLine)
  }
  return { service, print }
}

function fleet(ids: readonly string[], { own = hostEvents }: { own?: Events } = {}) {
  const journal = memoryJournal()
  const events = new TargetEvents(journal, (text) => text)
  events.expect(ids)
  const [hosts, relay] = [program('hosts'), program('relay-1')]
  events.follow(hosts.service, own, { side: 'host' })
  events.follow(relay.service, relayEvents, { side: 'relay', relay: 'ams:relay-1' })
  const placed = () =>
    eventsOf(journal.events, 'host').map(({ host, state, dial }) => `${host} ${state} ${dial}`)
  const unplaced = () => eventsOf(journal.events, 'unplaced').map(({ reason }) => reason)
  return { journal, events, hosts, relay, placed, unplaced }
}

test('a delay without a name before a dial with one: nothing of the tunnel is lost', () => {
  const { hosts, placed, unplaced, events } = fleet(['h1'])
  hosts.print('h1 waits 100', 'h1 dials (7)', 'h1 is in (7)', 'h1 must go (7)', 'h1 is out (7)')
  expect(placed()).toEqual(['h1 scheduled 1', 'h1 attempt 1', 'h1 registered 1', 'h1 drain 1', 'h1 closed 1'])
  expect(unplaced()).toEqual([])
  expect(events.state.get('h1')).toMatchObject({ registered: false, dial: 1 })
})

test('what cannot be placed is in the journal, with its reason', () => {
  const { hosts, journal, placed } = fleet(['h1'])
  hosts.print('h1 must go (7)', 'monitor is in (1)')
  expect(placed()).toEqual([])
  expect(eventsOf(journal.events, 'unplaced')).toMatchObject([
    { at: 1, host: 'h1', state: 'drain', side: 'host', tunnel: '7', reason: 'no tunnel 7 of h1 is known' },
    { at: 2, host: 'monitor', state: 'registered', reason: 'monitor is no host of this fleet' },
  ])
})

test('one registration that host and relay report is one tunnel, and the relay is known of it', () => {
  const { hosts, relay, placed, events } = fleet(['h1'])
  hosts.print('h1 dials (1)')
  relay.print('took h1')
  hosts.print('h1 is in (1)', 'h1 is out (1)', 'h1 dials (2)')
  expect(placed()).toEqual([
    'h1 attempt 1',
    'h1 registered 1',
    'h1 registered 1',
    'h1 closed 1',
    'h1 attempt 2',
  ])
  expect(events.state.get('h1')).toMatchObject({ registered: false, relay: 'ams:relay-1' })
})

test('of two hosts with one id a relay says nothing that they report themselves', () => {
  const { events, relay, placed, unplaced } = fleet(['h1'])
  events.expect(['h1-twin'])
  events.share('h1', hostEvents)
  relay.print('took h1')
  expect(placed()).toEqual([])
  expect(unplaced()).toEqual(['two hosts have the id h1, and they report registered themselves'])
})

test('what only the relay reports of such an id is reported of the id', () => {
  const own = eventsSchema.parse({ lines: { closed: /^(?<host>\S+) is out/ } })
  const { events, relay, placed } = fleet(['h1'], { own })
  events.share('h1', own)
  relay.print('took h1', 'took h1')
  expect(placed()).toEqual(['h1 registered 1', 'h1 registered 2'])
})
