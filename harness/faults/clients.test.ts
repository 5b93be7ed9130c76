import { describe, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { OpenFault } from './fault.ts'
import { leave } from './leave.ts'
import { readSlowly } from './read-slowly.ts'
import { visit } from './visit.ts'

function bench() {
  const journal = memoryJournal()
  const open = new Set<OpenFault>()
  const told = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state}: ${detail}`)
  return { context: { journal, open }, open, told }
}

/** A server of which each look sees the next table, the last one again and again. */
function server(...tables: { ESTABLISHED?: number; CLOSE_WAIT?: number; unsent?: number }[]) {
  let index = 0
  return {
    name: 'web',
    sockets: async () => {
      const { unsent = 0, ...states } = tables[Math.min(index++, tables.length - 1)]!
      return { states, unsent, unsentBytes: unsent }
    },
  }
}

describe('leave', () => {
  const visitors = { name: 'browsers', count: 5, leave: () => {} }

  test('is seen by connections in CLOSE_WAIT', async () => {
    const { context, told, open } = bench()
    await leave(
      context,
      visitors,
      server({ ESTABLISHED: 6 }, { ESTABLISHED: 4, CLOSE_WAIT: 2 }, { ESTABLISHED: 3, CLOSE_WAIT: 3 }),
    )
    expect(told()[1]).toBe('observed: 3 more connections of web in CLOSE_WAIT, 3 fewer established')
    expect(open.size).toBe(0)
  })

  test('is seen at a server that closes at once', async () => {
    const { context, told } = bench()
    await leave(context, visitors, server({ ESTABLISHED: 6 }, { ESTABLISHED: 1 }))
    expect(told()[1]).toBe('observed: 0 more connections of web in CLOSE_WAIT, 5 fewer established')
  })

  test('has no evidence when the server sees nothing of it', async () => {
    const { context, told } = bench()
    await leave(context, visitors, server({ ESTABLISHED: 6, CLOSE_WAIT: 3 }))
    expect(told().map((line) => line.split(':')[0])).toEqual(['requested', 'healed'])
  })
})

describe('visit', () => {
  const crowd = (groups: number) => ({ name: 'browsers come and go', next: async () => --groups > 0 })

  test('goes on until the crowd is through, and is seen once', async () => {
    const { context, told } = bench()
    await visit(context, crowd(3), server({}, {}, { CLOSE_WAIT: 4 }, { CLOSE_WAIT: 9 }))
    expect(told()).toEqual([
      'requested: browsers come and go',
      'observed: 4 connections of web in CLOSE_WAIT',
      'healed: ',
    ])
  })

  test('has no evidence without a connection that was left', async () => {
    const { context, told } = bench()
    await visit(context, crowd(3), server({ ESTABLISHED: 9 }))
    expect(told()).toEqual(['requested: browsers come and go', 'healed: '])
  })
})

describe('readSlowly', () => {
  test('is seen when half of them take nothing at two looks in a row, and lasts until it is healed', async () => {
    const { context, told, open } = bench()
    const calls: string[] = []
    const readers = {
      name: 'slow readers',
      count: 4,
      begin: async () => void calls.push('begin'),
      leave: () => void calls.push('leave'),
    }
    const web = server({ unsent: 4 }, { unsent: 1 }, { unsent: 3 }, { unsent: 2 })
    const fault = await readSlowly(context, readers, web)
    expect(told()[1]).toBe('observed: 2 connections of web with bytes that nobody takes')
    expect({ calls, open: open.size }).toEqual({ calls: ['begin'], open: 1 })
    await fault.heal()
    expect(calls).toEqual(['begin', 'leave'])
  })

  test('of a server that serves one after the other is seen when nobody takes a byte for a second', async () => {
    const { context, told } = bench()
    const none = async () => {}
    const readers = { name: 'slow readers', count: 10, begin: none, leave: () => {} }
    const began = performance.now()
    // For half a second it still moves.
    const unsentBytes = () => Math.min(500, Math.round(performance.now() - began))
    const web = { name: 'web', sockets: async () => ({ unsent: 3, unsentBytes: unsentBytes() }) }
    await readSlowly(context, readers, web)
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_400)
    expect(told()[1]).toBe('observed: 3 connections of web with bytes that nobody takes for a second')
  })
})
