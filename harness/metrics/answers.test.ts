import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(1_000) }

const mixed = () =>
  journal()
    .probe(-10, 'a', true)
    .probe(100, 'a', false, { status: 503, error: 'status', took: 4 })
    .probe(200, 'a', false, { status: 502, error: 'status', path: 'relay-2>relay-1', took: 9 })
    .probe(300, 'b', true, { took: 7 })

describe('answer-time', () => {
  it('counts answers of any status, and takes no status for never', () => {
    expect(computeMetric('answer-time', mixed().events, { ...window, stat: 'max' }).observed).toBe(9)
    const hung = mixed().probe(400, 'b', false, { error: 'timeout', took: 500 })
    expect(computeMetric('answer-time', hung.events, { ...window, stat: 'max' }).observed).toBeNull()
    expect(computeMetric('answer-time', [], { ...window, stat: 'max' }).reason).toMatch(/no probe/)
  })
})

describe('log-lines', () => {
  const quoted = (lines: string[]) =>
    journal().add(10, {
      kind: 'log-excerpt',
      service: 'relay-1',
      incarnation: 1,
      text: 'drain failed',
      lines,
    })
  const params = { service: 'relay-1', incarnation: 1, text: 'drain failed', says: 'not connected' }

  it('counts the lines of the excerpt that say so', () => {
    const { events } = quoted(['drain failed: not connected', 'drain failed: who knows'])
    expect(computeMetric('log-lines', events, params)).toMatchObject({
      observed: 1,
      offenders: [{ text: 'drain failed: not connected' }],
    })
    expect(computeMetric('log-lines', quoted([]).events, params).observed).toBe(0)
  })

  it('cannot tell when nobody looked into that log', () => {
    expect(computeMetric('log-lines', [], params).reason).toMatch(/nobody looked/)
    expect(computeMetric('log-lines', quoted([]).events, { ...params, incarnation: 2 }).reason).toBeDefined()
  })
})
