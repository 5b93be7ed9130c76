import { expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { type JournalBuilder, journal, ns } from '../analysis/fixtures/journal.ts'

const link = 'relay-1-redis'
const read = (builder: JournalBuilder, ms: number, turns?: number, name = link) =>
  builder.add(ms, {
    kind: 'link-read',
    link: name,
    label: 'x',
    doneAt: ns(ms + 1),
    ...(turns !== undefined && { turns }),
  })

it('is what was counted between two reads, less what another start needed', () => {
  const builder = journal()
  for (const [ms, turns] of [
    [0, 40],
    [10, 42],
    [20, 50],
    [30, 555],
  ] as const)
    read(builder, ms, turns)
  read(builder, 10, 7, 'other')
  const start = { link, from: ns(20), to: ns(30) }
  expect(computeMetric('round-trips', builder.events, start).observed).toBe(505)
  const over = { from: ns(0), to: ns(10) }
  expect(computeMetric('round-trips', builder.events, { ...start, over })).toMatchObject({
    observed: 503,
    unit: 'trips',
    detail: { trips: 505, over: 2 },
  })
})

it('cannot tell without the reads, or from a proxy that does not count', () => {
  const params = { link, from: ns(0), to: ns(10) }
  expect(computeMetric('round-trips', [], params).reason).toMatch(/not read/)
  const silent = read(read(journal(), 0), 10)
  expect(computeMetric('round-trips', silent.events, params).reason).toMatch(/does not count/)
})
