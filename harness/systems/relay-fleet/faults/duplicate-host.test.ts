import { expect, test } from 'vitest'
import type { OpenFault } from '../../../faults/fault.ts'
import { eventsOf } from '../../../journal/events.ts'
import { memoryJournal } from '../../../journal/writer.ts'
import { duplicateHost } from './duplicate-host.ts'

async function inject(more: { registersAs?: string } = {}) {
  const journal = memoryJournal()
  const log: string[] = []
  const target = {
    host: 'host-1',
    twin: 'host-1 twin',
    join: () => void log.push('join'),
    leave: () => void log.push('leave'),
    ...more,
  }
  const fault = await duplicateHost({ journal, open: new Set<OpenFault>() }, target)
  const states = () => eventsOf(journal.events, 'fault').map(({ state }) => state)
  return { journal, log, fault, states }
}

test('is seen once the second host has registered, and ends when it leaves', async () => {
  const { journal, log, fault, states } = await inject()
  journal.append({ kind: 'host', host: 'host-1', state: 'registered', dial: 2 })
  journal.append({ kind: 'host', host: 'host-1 twin', state: 'attempt', dial: 1 })
  expect(states()).toEqual(['requested'])
  journal.append({ kind: 'host', host: 'host-1 twin', state: 'registered', dial: 1 })
  journal.append({ kind: 'host', host: 'host-1 twin', state: 'registered', dial: 2 })
  expect(states()).toEqual(['requested', 'observed'])
  await fault.heal()
  expect(log).toEqual(['join', 'leave'])
})

test('leaves no evidence when the second host never registered', async () => {
  const { fault, states } = await inject()
  await fault.heal()
  expect(states()).toEqual(['requested', 'healed'])
})

test('where a relay tells registrations by id, the next one of the id is the evidence', async () => {
  const { journal, states } = await inject({ registersAs: 'host-1' })
  journal.append({ kind: 'host', host: 'host-1 twin', state: 'attempt', dial: 1 })
  expect(states()).toEqual(['requested'])
  journal.append({ kind: 'host', host: 'host-1', state: 'registered', dial: 2 })
  expect(states()).toEqual(['requested', 'observed'])
})
