import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

test('hosts-let-in: registered, or in the directory, once each', () => {
  const { events } = journal()
    .host(5, 'forged', 'failed', { error: 'HTTP 401' })
    .host(6, 'expired', 'registered')
    .directory(7, { expired: 'ams:relay-1', another: 'ams:relay-1' })
    .host(2_000, 'forged', 'registered')
  const hosts = ['forged', 'expired', 'another']
  expect(computeMetric('hosts-let-in', events, { hosts, from: ns(0), to: ns(1_000) })).toMatchObject({
    observed: 2,
    offenders: [
      { host: 'expired', text: 'was registered' },
      { host: 'another', text: 'was in the directory' },
    ],
    detail: { of: 3 },
  })
})
