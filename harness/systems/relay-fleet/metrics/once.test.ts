import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal } from '../../../analysis/fixtures/journal.ts'

const once = { probe: 'once' }

test('delivered-twice: names what came more than once, on whichever tunnel', () => {
  const { events } = journal()
    .host(0, 'a', 'asked', { reason: 'once-1' })
    .host(1, 'a', 'asked', { reason: 'once-2' })
    .host(50, 'a', 'asked', { dial: 2, reason: 'once-1' })
    .probe(0, 'a', true, once)
  expect(computeMetric('delivered-twice', events, once)).toMatchObject({
    observed: 1,
    offenders: [{ host: 'a', text: 'once-1 came 2 times' }],
  })
  expect(computeMetric('delivered-twice', [], once).reason).toMatch(/no request came/)
})

test("answers-of-others: a 200 with another request's answer; a 502 is no answer of others", () => {
  const { events } = journal()
    .probe(0, 'a', true, once)
    .probe(1, 'a', false, { ...once, status: 200, error: 'body' })
    .probe(2, 'a', false, { ...once, status: 502, error: 'status' })
  expect(computeMetric('answers-of-others', events, once)).toMatchObject({ observed: 1, detail: { of: 3 } })
})
