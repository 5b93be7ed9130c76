import { describe, expect, it } from 'vitest'
import { computeMetric } from '../analysis/compute-metric.ts'
import { journal, ns } from '../analysis/fixtures/journal.ts'
import { socketSeries } from '../analysis/socket-series.ts'

const window = { service: 'web', from: ns(0), to: ns(1_000) }
const closeWait = { ...window, state: 'CLOSE_WAIT' }

/** A look every 100 ms with so many connections in CLOSE_WAIT. */
function looks(...counts: number[]) {
  const events = journal()
  counts.forEach((count, i) => {
    events.sockets(i * 100, { LISTEN: 1, ESTABLISHED: 3, ...(count > 0 && { CLOSE_WAIT: count }) })
  })
  return events
}

describe('longest-in-state', () => {
  it('is uncertain by the looks at its ends, not by a gap somewhere else', () => {
    const gap = (ms: number) => ({ uncertaintyNs: ms * 1e6 })
    const built = journal()
      .sockets(0, {}, gap(50))
      .sockets(60, { CLOSE_WAIT: 3 }, gap(60))
      .sockets(130, {}, gap(70))
      .sockets(930, {}, gap(800))
    const params = { ...closeWait, from: ns(0), to: ns(1_000) }
    expect(computeMetric('longest-in-state', built.events, params)).toMatchObject({
      observed: 70,
      uncertainty: 70,
    })
  })

  it('is the longest stretch from the first look that saw some to the first that saw none', () => {
    const { events } = looks(0, 5, 0, 1, 9, 2, 0)
    expect(computeMetric('longest-in-state', events, closeWait)).toMatchObject({
      observed: 300,
      unit: 'ms',
      uncertainty: 50,
      offenders: [
        { at: ns(300), text: 'up to 9 connections in CLOSE_WAIT, for 300 ms' },
        { at: ns(100), text: 'up to 5 connections in CLOSE_WAIT, for 100 ms' },
      ],
    })
  })

  it('is never while there are some at the last look', () => {
    const value = computeMetric('longest-in-state', looks(0, 5, 0, 1).events, closeWait)
    expect(value.observed).toBeNull()
    expect(value).not.toHaveProperty('reason')
  })

  it('is 0 where looks saw none, and cannot be told where nobody looked', () => {
    expect(computeMetric('longest-in-state', looks(0, 0).events, closeWait).observed).toBe(0)
    expect(computeMetric('longest-in-state', journal().events, closeWait).reason).toMatch(/nobody looked/)
    const other = { ...closeWait, service: 'other' }
    expect(computeMetric('longest-in-state', looks(1).events, other).reason).toMatch(/of other/)
  })
})

describe('descriptors-over-base', () => {
  const faulted = () =>
    looks(0, 0, 0).fault(250, 'requested').sockets(400, { ESTABLISHED: 10 }).sockets(900, {})

  it('holds the last look against the median before the first fault', () => {
    const at = (ms: number) =>
      computeMetric('descriptors-over-base', faulted().events, { service: 'web', at: ns(ms) })
    expect(at(450)).toMatchObject({
      observed: 6,
      offenders: [{ text: '30 open, 24 in the base' }],
    })
    expect(at(1_000).observed).toBe(-4)
  })

  it('cannot be told without a look before the fault', () => {
    const events = journal().fault(0, 'requested').sockets(100, {}).events
    expect(
      computeMetric('descriptors-over-base', events, { service: 'web', at: ns(500) }).reason,
    ).toBeDefined()
  })
})

describe('descriptors-max and accept-queue-max', () => {
  it('are the largest of all looks in the window', () => {
    const { events } = journal()
      .sockets(100, {}, { descriptors: 256, acceptQueue: 12 })
      .sockets(200, {}, { descriptors: 250, acceptQueue: 129 })
      .sockets(2_000, {}, { descriptors: 999, acceptQueue: 999 })
    expect(computeMetric('descriptors-max', events, window).observed).toBe(256)
    expect(computeMetric('accept-queue-max', events, window)).toMatchObject({
      observed: 129,
      offenders: [{ at: ns(200) }],
    })
  })

  it('cannot be told where nobody looked', () => {
    expect(computeMetric('descriptors-max', journal().events, window).reason).toBeDefined()
    expect(
      computeMetric('accept-queue-max', looks(0).events, { ...window, from: ns(500) }).reason,
    ).toBeDefined()
  })
})

describe('memory-over-base', () => {
  const memory = (ms: number, megabytes: number) =>
    ({ ms, event: { kind: 'memory', service: 'web', bytes: megabytes * 1e6 } }) as const
  const build = (...samples: { ms: number; event: ReturnType<typeof memory>['event'] }[]) => {
    const events = journal().fault(250, 'requested')
    for (const { ms, event } of samples) events.add(ms, event)
    return events.sorted()
  }

  it('is the most in the window less the median before the fault', () => {
    const events = build(memory(0, 60), memory(100, 62), memory(200, 61), memory(300, 80), memory(400, 70))
    expect(computeMetric('memory-over-base', events, window).observed).toBeCloseTo(19)
  })

  it('is held against a stretch of its own where one is named', () => {
    const events = build(memory(0, 60), memory(100, 70), memory(200, 70), memory(300, 80))
    const base = { baseFrom: ns(100), baseTo: ns(200) }
    expect(computeMetric('memory-over-base', events, { ...window, ...base }).observed).toBeCloseTo(10)
  })

  it('cannot be told without a base', () => {
    expect(computeMetric('memory-over-base', build(memory(300, 80)), window).reason).toBeDefined()
  })
})

describe('socketSeries', () => {
  it('tells what the descriptors of each service are used for', () => {
    const { events } = looks(0, 7)
    expect(socketSeries(events, { zero: ns(0), from: 0, to: 1_000 })).toEqual([
      {
        service: 'web',
        points: [
          { ms: 0, established: 3, closeWait: 0, other: 21, acceptQueue: 0 },
          { ms: 100, established: 3, closeWait: 7, other: 21, acceptQueue: 0 },
        ],
      },
    ])
  })
})
