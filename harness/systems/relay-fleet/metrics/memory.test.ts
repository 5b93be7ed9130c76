import { expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const MiB = 1_024 * 1_024
const params = { service: 'relay-1', at: ns(100) }
const reading = (tunnels: number, mib: number) => ({
  kind: 'memory' as const,
  service: 'relay-1',
  bytes: mib * MiB,
  tunnels,
})

it('is the growth per tunnel since the relay was empty', () => {
  const { events } = journal()
    .add(0, reading(0, 60))
    .add(50, reading(1_000, 70))
    .add(100, reading(1_000, 110))
  expect(computeMetric('memory-per-host', events, params)).toMatchObject({
    observed: 51.2,
    unit: 'KiB',
    uncertainty: 2.048,
    detail: { tunnels: 1_000 },
  })
})

it('cannot tell without both readings', () => {
  const only = (event: ReturnType<typeof reading>) => journal().add(100, event).events
  expect(computeMetric('memory-per-host', only(reading(1_000, 110)), params).reason).toMatch(
    /without tunnels/,
  )
  expect(computeMetric('memory-per-host', only(reading(0, 60)), params).reason).toMatch(/with tunnels/)
})
