import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal } from '../analysis/fixtures/journal.ts'

const first = { service: 'relay-1', incarnation: 1 }
const drained = () =>
  journal()
    .service(0, 'relay-1', 'spawned')
    .service(1_000, 'relay-1', 'signalled', { signal: 'SIGINT' })
    .service(1_200, 'relay-1', 'signalled', { signal: 'SIGINT' })
    .service(1_552, 'relay-1', 'exited', { code: 0, uncertaintyNs: 2_000_000 })
    .service(3_000, 'relay-1', 'spawned', { incarnation: 2 })
    .service(9_000, 'relay-1', 'exited', { incarnation: 2, code: 137, signal: 'SIGKILL', forced: true })

describe('exit-code', () => {
  it('is that of the incarnation asked for', () => {
    expect(computeMetric('exit-code', drained().events, first)).toMatchObject({
      observed: 0,
      unit: 'code',
      uncertainty: 0,
    })
    const second = computeMetric('exit-code', drained().events, { ...first, incarnation: 2 })
    expect(second.observed).toBe(137)
    expect(second.offenders?.[0]?.text).toBe('relay-1 killed by SIGKILL after its kill timeout')
  })

  it('is never while it runs, and cannot be told of one that never ran', () => {
    const running = journal().service(0, 'relay-1', 'spawned').events
    expect(computeMetric('exit-code', running, first)).toMatchObject({ observed: null })
    expect(computeMetric('exit-code', running, first)).not.toHaveProperty('reason')
    expect(computeMetric('exit-code', running, { ...first, incarnation: 2 }).reason).toMatch(
      /incarnation 2 of relay-1/,
    )
  })
})

describe('exit-code of a service that had a deadline', () => {
  const failed = (stall?: number, exit: object = { code: 1 }) => {
    const built = journal()
      .header({})
      .service(0, 'relay-1', 'spawned')
      .service(1_000, 'relay-1', 'signalled', { signal: 'SIGTERM' })
    if (stall !== undefined) built.add(1_150, { kind: 'stall', who: 'services', ms: stall })
    return built.service(1_300, 'relay-1', 'exited', exit).events
  }
  const asked = { ...first, deadlineMs: 1_000 } // 100 ms at the journal's factor of a tenth

  it.each([
    ['no wait', failed(), undefined],
    ['a wait of less than half of it', failed(40), undefined],
    ['a wait of more than half of it', failed(60), [0, 1]],
    ['a kill beside such a wait', failed(60, { code: 137, signal: 'SIGKILL' }), undefined],
  ])('%s', (_, events, bounds) => {
    const value = computeMetric('exit-code', events, asked)
    expect(value.bounds).toEqual(bounds)
    expect(computeMetric('exit-code', events, first).bounds).toBeUndefined()
  })

  it('0 is for certain', () => {
    expect(computeMetric('exit-code', failed(60, { code: 0 }), asked)).toMatchObject({
      observed: 0,
      uncertainty: 0,
    })
  })
})

describe('exit-time', () => {
  it('counts from the first signal', () => {
    expect(computeMetric('exit-time', drained().events, first)).toMatchObject({
      observed: 552,
      uncertainty: 2,
    })
  })

  it('is never for a service that ignores its signal, and cannot be told without one', () => {
    const stuck = journal().service(0, 'relay-1', 'spawned').service(5, 'relay-1', 'signalled').events
    expect(computeMetric('exit-time', stuck, first).observed).toBeNull()
    expect(computeMetric('exit-time', drained().events, { ...first, incarnation: 2 }).reason).toMatch(
      /never sent a signal/,
    )
  })
})
