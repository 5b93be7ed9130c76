import { expect, test } from 'vitest'
import { now } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Service } from '../runtime/runtime.ts'
import type { OpenFault } from './fault.ts'
import { createFaults } from './faults.ts'

/** A service that journals its signals and exits when it is told to. */
function bench({ exitsAt, gone = false }: { exitsAt: 'first' | 'second'; gone?: boolean }) {
  const journal = memoryJournal()
  const ended = Promise.withResolvers<void>()
  let signals = 0
  let running = !gone
  const early = { code: 1, forced: false, at: now(), uncertaintyNs: 0 }
  const note = (signal: string) =>
    journal.append({ kind: 'service', service: 'relay-1', incarnation: 1, state: 'signalled', signal })
  const signal = async (name: NodeJS.Signals) => {
    if (!running) throw new Error('relay-1 is not running')
    note(name)
    if (++signals === (exitsAt === 'first' ? 1 : 2)) {
      running = false
      ended.resolve()
    }
    return now()
  }
  const service = {
    name: 'relay-1',
    started: { incarnation: 1 },
    get running() {
      return running
    },
    signal,
    kill: async () => (gone ? early : { ...early, code: 137, signal: 'SIGKILL' as const, at: now() }),
    stop: async ({ signal: name }: { signal: NodeJS.Signals }) => {
      if (gone) return early
      await signal(name)
      await ended.promise
      return { code: 0, forced: false, at: now(), uncertaintyNs: 0 }
    },
  } as unknown as Service
  const faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
  const sent = () => journal.events.filter((event) => event.kind === 'service').map(({ at }) => at)
  const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
  return { service, faults, sent, note, states }
}

test('the signal is sent again, and the stop counts from the first', async () => {
  const { service, faults, sent } = bench({ exitsAt: 'second' })
  const { signalledAt } = await faults.stop({ service }, { signal: 'SIGTERM', again: '50ms' })
  expect(sent()).toHaveLength(2)
  expect(signalledAt).toBe(sent()[0])
})

test('a service that has ended is not sent it again', async () => {
  const { service, faults, sent } = bench({ exitsAt: 'first' })
  await faults.stop({ service }, { signal: 'SIGTERM', again: '50ms' })
  expect(sent()).toHaveLength(1)
})

test('a signal from before the stop does not begin it', async () => {
  const { service, faults, sent, note } = bench({ exitsAt: 'first' })
  note('SIGHUP')
  const { signalledAt } = await faults.stop({ service })
  expect(signalledAt).toBe(sent()[1])
})

test.each(['stop', 'kill'] as const)(
  '%s of a service that has gone by itself is no evidence',
  async (how) => {
    const { service, faults, states } = bench({ exitsAt: 'first', gone: true })
    await faults[how]({ service })
    await faults.healAll()
    expect(states().slice(1)).toEqual([expect.stringMatching(/^healed relay-1 had ended before with code 1/)])
  },
)

test('the end by the signal that was sent is', async () => {
  const { service, faults, states } = bench({ exitsAt: 'first' })
  await faults.kill({ service })
  expect(states()).toEqual(['requested SIGKILL to relay-1', 'observed exited with code 137'])
})
