import { expect, test } from 'vitest'
import { advance, initialProgress, type ProgressState } from './progress-state.ts'

const fold = (...events: object[]) =>
  events.reduce<ProgressState>((state, event) => advance(state, JSON.stringify(event)), initialProgress)

const host = (name: string, state: string) => ({ at: 1, kind: 'host', host: name, state, dial: 1 })

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
  expect([...state.connected]).toEqual(['b'])
})

test('probes are passed over, and so is a line that was cut off', () => {
  const state = fold({ at: 0, kind: 'header', hosts: 3 })
  expect(advance(state, '{"at":1,"kind":"probe","probe":"client"}')).toBe(state)
  expect(advance(state, '{"at":1,"kind":"phase","pha')).toBe(state)
})
