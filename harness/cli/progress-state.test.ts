import { expect, test } from 'vitest'
import { advance, initialProgress, type ProgressState } from './progress-state.ts'

const fold = (...events: object[]) =>
  events.reduce<ProgressState>((state, event) => advance(state, JSON.stringify(event)), initialProgress)

const host = (name: string, state: string, dial = 1) => ({ at: 1, kind: 'host', host: name, state, dial })

test('phase, hosts connected and verdict are folded from the journal', () => {
  const state = fold(
    { at: 0, kind: 'header', hosts: 3 },
    { at: 1, kind: 'phase', phase: 'inject' },
    host('a', 'registered'),
    host('b', 'registered'),
    host('a', 'closed'),
    { at: 2, kind: 'verdict', verdict: 'failed', detected: true, reason: 'x' },
  )
  expect(state).toMatchObject({ hosts: 3, phase: 'inject', verdict: 'failed', detected: true, reason: 'x' })
  expect([...state.connected.keys()]).toEqual(['b'])
})

test('never more hosts are connected than there are', () => {
  const state = fold(
    { at: 0, kind: 'header', hosts: 2 },
    ...['a', 'b', 'late-1', 'a-twin'].map((name) => host(name, 'registered')),
  )
  expect([state.connected.size, state.hosts]).toEqual([4, 4])
})

test('the late end of an old tunnel does not take the new one away', () => {
  const state = fold(
    { at: 0, kind: 'header', hosts: 2 },
    host('a', 'registered', 1),
    host('a', 'registered', 2),
    host('a', 'closed', 1),
  )
  expect([...state.connected.keys()]).toEqual(['a'])
})

test('probes are passed over, and so is a line that was cut off', () => {
  const state = fold({ at: 0, kind: 'header', hosts: 3 })
  expect(advance(state, '{"at":1,"kind":"probe","probe":"client"}')).toBe(state)
  expect(advance(state, '{"at":1,"kind":"phase","pha')).toBe(state)
})
