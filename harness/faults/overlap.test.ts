import { expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Service } from '../runtime/runtime.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

function bench(running: boolean) {
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  const original = { service: { name: 'relay-1', running } as Service }
  let killed = 0
  const service = {
    started: { acceptingAt: 7, acceptingResolutionNs: 1 },
    kill: async () => void killed++,
  } as unknown as Service
  const twin = { name: 'relay-1-replacement', start: async () => service }
  return { faults, states, original, twin, killed: () => killed }
}

test('is seen when the replacement accepts beside a running original, and healing kills it', async () => {
  const { faults, states, original, twin, killed } = bench(true)
  const fault = await faults.overlap(original, twin)
  expect(fault.acceptingAt).toBe(7)
  expect(killed()).toBe(0)
  await fault.heal()
  expect(killed()).toBe(1)
  expect(states()).toEqual([
    'requested relay-1-replacement boots beside relay-1',
    'observed relay-1-replacement accepts, relay-1 runs',
    'healed ',
  ])
})

test('is not seen when the original had ended', async () => {
  const { faults, states, original, twin } = bench(false)
  await faults.overlap(original, twin)
  expect(states()).toEqual(['requested relay-1-replacement boots beside relay-1'])
})
