import { describe, expect, test } from 'vitest'
import type { Delta, Snapshot } from '../../protocol.ts'
import { snapshot } from '../fixtures/snapshot.ts'
import { LINES_MAX, LOG_MAX, mayInject, merge, openFaults, stateOf } from './state.ts'

const chart = { id: 'c', title: 'C', unit: '', lines: ['a', 'b'] }
const given = (more: Partial<Snapshot> = {}) =>
  stateOf({
    ...snapshot(1_000),
    ...{
      charts: [chart],
      points: {
        c: {
          at: [100, 200, 300],
          values: [
            [1, 2, 3],
            [4, null, 6],
          ],
        },
      },
    },
    ...more,
  })
const delta = (parts: Partial<Delta>): Delta => ({ type: 'delta', now: 2_000, ...parts })

describe('points', () => {
  test('take the place of those from their first moment on', () => {
    const state = given()
    const changed = merge(
      state,
      delta({
        points: {
          c: {
            at: [250, 300, 400],
            values: [
              [7, 8, 9],
              [null, 1, 2],
            ],
          },
        },
      }),
    )
    expect(state.points.get('c')).toEqual({
      at: [100, 200, 250, 300, 400],
      values: [
        [1, 2, 7, 8, 9],
        [4, null, null, 1, 2],
      ],
    })
    expect([...changed]).toEqual(['points'])
    expect(state.now).toBe(2_000)
  })

  test('of a chart that is not known, and of no moment, change nothing', () => {
    const state = given()
    merge(state, delta({ points: { other: { at: [1], values: [[1]] }, c: { at: [], values: [[], []] } } }))
    expect([...state.points.keys()]).toEqual(['c'])
    expect(state.points.get('c')!.at).toEqual([100, 200, 300])
  })

  test('stay when a chart comes, and begin anew when a chart has other lines', () => {
    const state = given()
    merge(state, delta({ charts: [chart, { ...chart, id: 'd' }] }))
    expect(state.points.get('c')!.at).toHaveLength(3)
    expect(state.points.get('d')).toEqual({ at: [], values: [[], []] })
    merge(state, delta({ charts: [{ ...chart, lines: ['a'] }] }))
    expect(state.points.get('c')).toEqual({ at: [], values: [[]] })
    expect(state.points.has('d')).toBe(false)
  })
})

test('faults are found by id, services by name, and keep their order', () => {
  const state = given()
  const fault = snapshot().faults[0]!
  merge(state, delta({ faults: [{ ...fault, id: 'f1', state: 'requested' }] }))
  merge(state, delta({ faults: [{ ...fault, id: 'f1', state: 'observed' }], services: [] }))
  expect([...state.faults.keys()]).toEqual(['f0', 'f1'])
  expect(openFaults(state).map(({ id }) => id)).toEqual(['f1'])
  const changed = merge(
    state,
    delta({ services: [{ name: 'edge', state: 'stopped', since: 1_500, incarnation: 2 }], stage: 'ending' }),
  )
  expect(state.services.get('edge')!.state).toBe('stopped')
  expect([...changed].sort()).toEqual(['services', 'stage'])
})

test('the oldest entries and lines give way', () => {
  const state = given({ log: [], lines: [] })
  const log = Array.from({ length: LOG_MAX + 5 }, (_, id) => ({
    id,
    at: id,
    by: '',
    kind: 'note' as const,
    text: '',
  }))
  const lines = Array.from({ length: LINES_MAX + 7 }, (_, at) => ({ at, service: 'edge', text: '' }))
  merge(state, delta({ log, lines }))
  expect([state.log.length, state.log[0]!.id, state.logSeen]).toEqual([LOG_MAX, 5, LOG_MAX + 5])
  expect([state.lines.length, state.lines[0]!.at, state.linesSeen]).toEqual([LINES_MAX, 7, LINES_MAX + 7])
})

test.each([
  ['facilitator', 'live', false, true],
  ['facilitator', 'steady', false, false],
  ['facilitator', 'ended', false, false],
  ['facilitator', 'live', true, false],
  ['observer', 'live', false, false],
] as const)('%s, %s, watching %s: may inject %s', (role, stage, watching, may) => {
  expect(mayInject(given({ stage, about: { ...snapshot().about, role, watching } }))).toBe(may)
})

test('what is told again changes nothing', () => {
  const state = given()
  expect([...merge(state, delta({ report: '/report', stage: 'ended' }))].sort()).toEqual(['report', 'stage'])
  expect([...merge(state, delta({ report: '/report', stage: 'ended' }))]).toEqual([])
})
