import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'ams:relay-1'
const decided = (events: Parameters<typeof computeMetric>[1], over = {}) =>
  computeMetric('decided-delay', events, { since: ns(0), until: ns(5_000), stat: 'max', ...over })

test('the delays that a host decided on, without late timers and the work of dials', () => {
  const { events } = journal()
    .tunnel('host-1', R1, { attempt: -50, registered: -40, closed: 5 })
    .host(5, 'host-1', 'scheduled', { dial: 2, delayMs: 80 })
    // Begun 60 ms late, and 200 ms until it was refused.
    .failedDial('host-1', 145, 345)
    .host(345, 'host-1', 'scheduled', { dial: 3, delayMs: 150 })
    .tunnel('host-1', R1, { attempt: 500, registered: 700 })
  expect(decided(events)).toMatchObject({ observed: 230, uncertainty: 0 })
})

test('after a restart only what lies after the moment at which somebody listens', () => {
  const { events } = journal()
    .tunnel('host-1', R1, { attempt: -900, registered: -890, closed: -800 })
    .host(-800, 'host-1', 'scheduled', { dial: 2, delayMs: 80 })
    .failedDial('host-1', -720, -718)
    .host(-718, 'host-1', 'scheduled', { dial: 3, delayMs: 1_000 })
    .tunnel('host-1', R1, { attempt: 290, registered: 300 })
  expect(decided(events, { fault: ns(-800) }).observed).toBe(282)
})

test('of a host that is back by then, nothing; of one that never comes, never', () => {
  const back = journal()
    .tunnel('host-1', R1, { attempt: -900, registered: -890, closed: -800 })
    .host(-800, 'host-1', 'scheduled', { dial: 2, delayMs: 80 })
    .tunnel('host-1', R1, { attempt: -700, registered: -690 })
  expect(decided(back.events, { fault: ns(-800) }).observed).toBe(0)
  const gone = journal()
    .tunnel('host-1', R1, { attempt: -900, registered: -890, closed: 1 })
    .host(1, 'host-1', 'scheduled', { dial: 2, delayMs: 80 })
  expect(decided(gone.events)).toMatchObject({ observed: null })
})
