import { expect, test } from 'vitest'
import { computeFigure } from './figures.ts'
import { drainJournal } from './fixtures/drain.ts'

const window = { since: 0, until: 6_000_000_000, stat: 'p99' } as const
const all = ['registered', 'closed', 'attempt', 'directory']

function reasonWith(tells: string[], figure: string, params: Parameters<typeof computeFigure>[2]) {
  const { events } = drainJournal({ header: { target: 'mine', tells } })
  return computeFigure(figure, events, params).reason
}

test('a figure made of what nobody tells is not available, whatever it would count', () => {
  expect(reasonWith(all, 'reconnect', window)).toBeUndefined()
  expect(reasonWith(['closed'], 'reconnect', window)).toBe(
    'not available: target mine does not tell registered',
  )
  expect(reasonWith(all, 'tunnels-lost', { from: 0, to: 1 })).toBeUndefined()
  expect(reasonWith(['registered'], 'tunnels-lost', { from: 0, to: 1 })).toContain('does not tell closed')
})

test('counting from a notice takes notices', () => {
  expect(reasonWith(all, 'reconnect', { ...window, fromNotice: true })).toContain('does not tell drain')
  expect(reasonWith([...all, 'drain'], 'reconnect', { ...window, fromNotice: true })).toBeUndefined()
})

test('the programs of this repository tell everything', () => {
  expect(computeFigure('reconnect', drainJournal().events, window).reason).toBeUndefined()
})
