import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'ams:relay-1'
const draining = { relay: R1, from: ns(0), to: ns(100) }
const held = { attempt: -20, registered: -10 }

test('notice-time: from the signal to the notice, never for a host that was not told in time', () => {
  const told = journal().tunnel('a', R1, { ...held, drain: 4, closed: 60 })
  expect(computeMetric('notice-time', told.events, { ...draining, stat: 'max' }).observed).toBe(4)
  told.tunnel('b', R1, { ...held, closed: 60 })
  expect(computeMetric('notice-time', told.events, { ...draining, stat: 'max' }).observed).toBe(null)
})

test('closed-otherwise: close frames with another code; an end without a frame is none', () => {
  const { events } = journal()
    .tunnel('a', R1, { ...held, drain: 4, closed: 54, code: 1000 })
    .tunnel('b', R1, { ...held, drain: 4, closed: 54, code: 4001 })
    .tunnel('c', R1, { ...held, drain: 4, closed: 54, code: 1006 })
    .tunnel('later', R1, { ...held, closed: 300, code: 1000 })
  expect(computeMetric('closed-otherwise', events, { ...draining, code: 4001 })).toMatchObject({
    observed: 1,
    offenders: [{ host: 'a', text: 'closed with 1000, 54 ms after the signal' }],
    detail: { of: 4 },
  })
})

test('drain-wait: from the notice to the end of the tunnel, never for a host that was not told', () => {
  const given = journal().tunnel('a', R1, { ...held, drain: 4, closed: 54, code: 4001 })
  const p50 = () => computeMetric('drain-wait', given.events, { ...draining, stat: 'p50' }).observed
  expect(p50()).toBe(50)
  given.tunnel('b', R1, { ...held, closed: 54, code: 4001 }).tunnel('c', R1, { ...held, closed: 54 })
  expect(p50()).toBe(null)
})
