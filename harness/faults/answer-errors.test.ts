import { expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

function bench() {
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  const dependency = {
    name: 'redis',
    refusing: false,
    refused: 3,
    changed: 40,
    refuseWrites: async () => {
      dependency.refusing = true
    },
    acceptWrites: async () => {
      dependency.refusing = false
    },
    refusedWrites: async () => dependency.refused,
    changes: async () => dependency.changed,
  }
  return { faults, states, dependency }
}

test('is seen by what the dependency refused since, and is gone when healed', async () => {
  const { faults, states, dependency } = bench()
  const fault = await faults.answerErrors(dependency)
  expect(dependency.refusing).toBe(true)
  dependency.refused += 2
  await fault.heal()
  expect(dependency.refusing).toBe(false)
  expect(states()).toEqual([
    'requested redis refuses every write',
    'observed 2 writes refused, none made',
    'healed ',
  ])
})

test('a dependency that still takes some writes was not broken as asked for', async () => {
  const { faults, states, dependency } = bench()
  const fault = await faults.answerErrors(dependency)
  dependency.refused += 2
  dependency.changed += 1
  await fault.heal()
  expect(states().slice(1)).toEqual(['healed 2 writes refused, but 1 changes made meanwhile'])
})

test('a refusal before the fault is no evidence', async () => {
  const { faults, states, dependency } = bench()
  await (await faults.answerErrors(dependency)).heal()
  expect(states()).toEqual(['requested redis refuses every write', 'healed '])
})
