import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(100) }
const up = { attempt: -20, registered: -10 }

/** A journal in which the proxy reset so many connections at 1 ms. */
function afterReset(connections: number | undefined, reports?: string[]) {
  const built = journal().header(reports ? { target: 'mine', reports } : {})
  const fault = { id: 'reset-1', fault: 'reset', target: 'hosts-relay-1', detail: '' }
  built.fault(0, 'requested', fault)
  if (connections !== undefined) built.fault(1, 'observed', { ...fault, connections })
  return built
}
const computed = (built: ReturnType<typeof afterReset>) =>
  computeMetric('tunnels-reset', built.events, window)

describe('tunnels-reset', () => {
  it('counts ends without a close frame, as each client reports them', () => {
    const built = afterReset(3)
      .tunnel('node', 'iad:relay-1', { ...up, closed: 2, code: 1006 })
      .tunnel('ws', 'iad:relay-1', { ...up, closed: 3, code: 1006, error: 'ECONNRESET' })
      .tunnel('go', 'iad:relay-1', { ...up, closed: 4, error: 'connection reset by peer' })
    expect(computed(built)).toMatchObject({ observed: 3, unit: 'hosts', offenders: [] })
  })

  it('does not count what a close frame ended, whatever else is said of it', () => {
    const built = afterReset(5)
      .tunnel('away', 'iad:relay-1', { ...up, closed: 2, code: 1001 })
      .tunnel('drain', 'iad:relay-1', { ...up, closed: 2, code: 4001, error: 'ECONNRESET' })
      .tunnel('bare', 'iad:relay-1', { ...up, closed: 2, code: 1005 })
      .tunnel('stays', 'iad:relay-1', up)
      .tunnel('reset', 'iad:relay-1', { ...up, closed: 2, code: 1006 })
    const { observed, offenders } = computed(built)
    expect(observed).toBe(1)
    expect(offenders).toEqual([
      { host: 'away', text: 'its tunnel ended with close code 1001' },
      { host: 'drain', text: 'its tunnel ended with close code 4001' },
      { host: 'bare', text: 'its tunnel ended with close code 1005' },
      { host: 'stays', text: 'its tunnel did not end' },
    ])
  })

  it('does not count a tunnel that its watchdog gave up: the reset never came to the host', () => {
    const built = afterReset(1)
      .tunnel('a', 'iad:relay-1', { ...up, closed: 50, code: 1006 })
      .host(49, 'a', 'watchdog')
    expect(computed(built)).toMatchObject({
      observed: 0,
      offenders: [{ host: 'a', text: 'its watchdog gave its tunnel up' }],
    })
  })

  it('counts no more hosts than the proxy reset connections: the others ended by themselves', () => {
    const built = afterReset(1)
    for (const host of ['a', 'b', 'c']) built.tunnel(host, 'iad:relay-1', { ...up, closed: 2, code: 1006 })
    const value = computed(built)
    expect(value).toMatchObject({ observed: 1, detail: { of: 3, abnormal: 3, reset: 1 } })
    expect(value.offenders).toEqual([{ text: 'the proxy reset 1 connections only' }])
  })

  it('cannot tell without the evidence of the proxy', () => {
    const built = afterReset(undefined).tunnel('a', 'iad:relay-1', { ...up, closed: 2, code: 1006 })
    expect(computed(built).reason).toBe('no proxy told how many connections it reset')
  })

  it('takes codes or errors from a target, either', () => {
    const reported = (reports: string[]) => computed(afterReset(1, reports)).reason
    expect(reported(['closed'])).toMatch(/does not report closed.code or closed.error/)
    for (const one of ['closed.code', 'closed.error'])
      expect(reported(['registered', 'closed', one])).toBe('the journal knows no host')
  })
})
