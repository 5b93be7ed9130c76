import { expect, test } from 'vitest'
import type { OpenFault } from '../../../faults/fault.ts'
import { createFaults } from '../../../faults/faults.ts'
import type { NewEvent } from '../../../journal/events.ts'
import { eventsOf } from '../../../journal/events.ts'
import { memoryJournal } from '../../../journal/writer.ts'
import type { HostState } from '../events/host.ts'

function bench() {
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const told: unknown[] = []
  const program = {
    interrupt: (ids: readonly string[]) => void told.push(['interrupt', ids]),
    openSecond: (ids: readonly string[], keepMs: number) => void told.push(['second', ids, keepMs]),
  }
  const host = (host: string, dial: number, ...states: HostState[]) => {
    for (const state of states) journal.append({ kind: 'host', host, dial, state } as NewEvent)
  }
  const seen = () => eventsOf(journal.events, 'fault').filter(({ state }) => state === 'observed').length
  return { journal, faults, told, program, host, seen }
}

test('interrupt-registration is seen when every host lost a socket before its relay spoke', () => {
  const { faults, told, program, host, seen } = bench()
  faults.interruptRegistration(program, ['a', 'b'])
  expect(told).toEqual([['interrupt', ['a', 'b']]])
  host('a', 1, 'closed')
  host('a', 2, 'attempt', 'tcp', 'upgraded', 'closed')
  host('b', 2, 'attempt', 'failed')
  host('b', 3, 'attempt', 'upgraded', 'registered', 'closed')
  expect(seen()).toBe(0)
  host('b', 4, 'attempt', 'upgraded', 'closed')
  expect(seen()).toBe(1)
})

test('second-tunnel is seen when every first tunnel ended after its second was registered', () => {
  const { faults, told, program, host, seen } = bench()
  faults.openSecondTunnel(program, ['a', 'b'], { closeFirstAfter: '3s' })
  expect(told).toEqual([['second', ['a', 'b'], 300]])
  host('a', 2, 'registered')
  host('a', 1, 'closed')
  host('b', 1, 'closed')
  host('b', 2, 'registered')
  expect(seen()).toBe(0)
  host('b', 3, 'registered')
  host('b', 2, 'closed')
  expect(seen()).toBe(1)
})
