import { describe, expect, test } from 'vitest'
import { now } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { type OpenFault, openFault } from './fault.ts'
import { createFaults } from './faults.ts'

const kind = { name: 'test', colour: '#123456' }

function bench() {
  const journal = memoryJournal()
  const open = new Set<OpenFault>()
  const context = { journal, open }
  const states = () =>
    eventsOf(journal.events, 'fault').map(({ id, state }) => `${id.replace(/-\d+$/, '')} ${state}`)
  return { context, open, states, faults: createFaults(context, 0.1) }
}

describe('a fault', () => {
  test('is journalled when it is asked for, seen and healed, and healed once only', async () => {
    const { context, open, states } = bench()
    let undone = 0
    let undoneAt = 0
    const fault = openFault(context, kind, 'relay-1', 'for a test', async () => {
      undone++
      undoneAt = now()
    })
    fault.observed('seen')
    const [one, other] = await Promise.all([fault.heal(), fault.heal()])
    // Whoever recovers does so after that moment, even while the fault is still being undone.
    expect(one).toBeLessThanOrEqual(undoneAt)
    expect(other).toBe(one)
    await fault[Symbol.asyncDispose]()
    expect(states()).toEqual(['test requested', 'test observed', 'test healed'])
    expect({ undone, open: open.size }).toEqual({ undone: 1, open: 0 })
  })
})

test('a fault whose heal goes on after it was undone says when that was', async () => {
  const { context } = bench()
  const fault = openFault(context, kind, 'relay-1', 'for a test', async () => {
    fault.undone({ at: 1_234, uncertaintyNs: 56 })
    await new Promise((resolve) => setTimeout(resolve, 1))
  })
  expect(await fault.heal()).toBe(1_234)
  expect(eventsOf(context.journal.events, 'fault').at(-1)).toMatchObject({
    state: 'healed',
    at: 1_234,
    uncertaintyNs: 56,
  })
})

test('nothing is broken once the execution is over', () => {
  const { context, states } = bench()
  const over = AbortSignal.abort()
  expect(() => openFault({ ...context, signal: over }, kind, 'relay-1', 'for a test')).toThrow(
    'for a test: not any more, as the execution is over',
  )
  expect(states()).toEqual([])
})

describe('healAll', () => {
  test('heals the newest first, goes on after one that cannot be healed, and says so', async () => {
    const { context, faults } = bench()
    const order: string[] = []
    openFault(context, kind, 'first', '', async () => void order.push('first'))
    openFault(context, kind, 'second', '', async () => {
      order.push('second')
      throw new Error('stuck')
    })
    openFault(context, kind, 'third', '', async () => void order.push('third'))
    await expect(faults.healAll()).rejects.toThrow('1 faults could not be healed')
    expect(order).toEqual(['third', 'second', 'first'])
  })
})
