import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

describe('closed-with', () => {
  const params = { from: ns(0), to: ns(100), code: 1001, reason: 'ping timeout' }

  it('counts hosts with that code and that reason, and says what the others saw', () => {
    const { events } = journal()
      .tunnel('a', 'iad:relay-1', { attempt: -20, registered: -10 })
      .host(10, 'a', 'closed', { code: 1001, reason: 'ping timeout' })
      .tunnel('b', 'iad:relay-1', { attempt: -20, registered: -10 })
      .host(10, 'b', 'closed', { code: 1001, reason: 'overloaded' })
      .tunnel('c', 'iad:relay-1', { attempt: -20, registered: -10, closed: 200 })
    const value = computeMetric('closed-with', events, params)
    expect(value).toMatchObject({ observed: 1, unit: 'hosts', detail: { of: 3 } })
    expect(value.offenders).toEqual([
      { host: 'b', text: 'ended with code 1001, overloaded' },
      { host: 'c', text: 'its tunnel did not end' },
    ])
  })

  it('cannot tell without a host', () => {
    expect(computeMetric('closed-with', [], params).reason).toMatch(/no host/)
  })
})
