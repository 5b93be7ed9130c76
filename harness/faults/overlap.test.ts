import { expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Service } from '../runtime/runtime.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

interface Twinned {
  running?: boolean
  frozen?: boolean
  accepts?: boolean
  cleansUp?: boolean
}

function bench({ running = true, frozen = false, accepts = true, cleansUp = true }: Twinned = {}) {
  const journal = memoryJournal()
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  const original = {
    service: {
      name: 'relay-1',
      running,
      frozen: async () => frozen,
      accepts: async () => accepts,
    } as Partial<Service> as Service,
  }
  let killed = 0
  const service = {
    started: { acceptingAt: 7, acceptingUncertaintyNs: 1 },
    running: true,
    accepts: async () => true,
    logs: () => [
      { at: 1, stream: 'stdout', text: cleansUp ? 'start-up cleanup' : 'start-up cleanup failed' },
    ],
    kill: async () => void killed++,
  } as unknown as Service
  const twin = {
    name: 'relay-1-replacement',
    start: async () => service,
    cleanUp: /start-up cleanup$/,
  }
  return { faults, states, original, twin, killed: () => killed }
}

test('is seen when the replacement accepts beside a running original, and healing kills it', async () => {
  const { faults, states, original, twin, killed } = bench()
  const fault = await faults.overlap(original, twin)
  expect(fault.acceptingAt).toBe(7)
  expect(killed()).toBe(0)
  await fault.heal()
  expect(killed()).toBe(1)
  expect(states()).toEqual([
    'requested relay-1-replacement boots beside relay-1',
    'observed relay-1-replacement has cleaned up; it and relay-1 accept at the same time',
    'healed ',
  ])
})

test.each([
  ['the original had ended', { running: false }, 'relay-1 did not serve any more'],
  ['the original is frozen', { frozen: true }, 'relay-1 did not serve any more'],
  ['the original accepts nobody', { accepts: false }, 'relay-1 did not serve any more'],
  ['the replacement did not clean up', { cleansUp: false }, 'relay-1-replacement did not clean up'],
] as const)('is not seen when %s', async (_, what, reason) => {
  const { faults, states, original, twin } = bench(what)
  await (await faults.overlap(original, twin)).heal()
  expect(states()).toEqual(['requested relay-1-replacement boots beside relay-1', `healed ${reason}`])
})
