import { expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const { events } = journal()
  .tunnel('registered', 'ams:relay-1', { attempt: -20, registered: -10 })
  .tunnel('registering', 'ams:relay-1', { attempt: -20, tcp: -19, registered: 10 })
  .failedDial('refused', -5, -4)
  .host(-3, 'connecting', 'attempt')
  .host(5, 'connecting', 'tcp')

it('dials-under-way: connected, neither registered nor ended', () => {
  const at = (ms: number) => computeMetric('dials-under-way', events, { at: ns(ms) }).observed
  expect([at(-30), at(0), at(7), at(12)]).toEqual([0, 1, 2, 1])
})

it('dials-started: begun in the window', () => {
  const started = (from: number, to: number) =>
    computeMetric('dials-started', events, { from: ns(from), to: ns(to) }).observed
  expect([started(-30, 0), started(-10, 0), started(0, 50)]).toEqual([4, 2, 0])
})

it('dials-under-way: of hosts that report no connections those that had begun, of those that are named', () => {
  const told = journal().host(-5, 'early', 'attempt').host(-5, 'other', 'attempt').host(5, 'late', 'attempt')
  const at = (hosts?: string[]) =>
    computeMetric('dials-under-way', told.events, { at: ns(0), ...(hosts ? { hosts } : {}) }).observed
  expect([at(), at(['early', 'late'])]).toEqual([2, 1])
})
