import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const window = { from: ns(0), to: ns(1_000) }

describe('answers-with-status', () => {
  it('counts answers to probes and to streams, in the window only', () => {
    const { events } = journal()
      .probe(10, 'page', true)
      .probe(20, 'page', false, { status: 502, error: 'status' })
      .probe(30, 'page', false, { error: 'timeout' })
      .stream(40, 'browser-1', 'answered', { status: 502 })
      .stream(50, 'browser-2', 'answered', { status: 200 })
      .stream(2_000, 'browser-3', 'answered', { status: 502 })
    expect(computeMetric('answers-with-status', events, { status: 502, ...window })).toMatchObject({
      observed: 2,
      detail: { of: 4 },
    })
  })

  it('leaves out what was asked for before the window and answered in it', () => {
    const { events } = journal()
      .stream(80, 'browser-1', 'asked')
      .stream(120, 'browser-1', 'answered', { status: 502 })
      .stream(130, 'browser-1', 'asked')
      .stream(140, 'browser-1', 'answered', { status: 200 })
    const from = ns(100)
    expect(computeMetric('answers-with-status', events, { ...window, from, status: 502 })).toMatchObject({
      observed: 0,
      detail: { of: 1 },
    })
  })

  it('cannot be told where nothing was answered', () => {
    const { events } = journal().probe(30, 'page', false, { error: 'timeout' })
    expect(computeMetric('answers-with-status', events, { status: 502, ...window }).reason).toBeDefined()
  })
})

describe('streams-not-ended', () => {
  const streams = ['b1', 'b2', 'b3', 'b4']
  const begun = () => {
    const events = journal()
    for (const name of streams) events.stream(10, name, 'first')
    return events
  }

  it('counts what is open, broken, left or cut off, and names why', () => {
    const { events } = begun()
      .stream(100, 'b1', 'ended', { whole: true })
      .stream(110, 'b2', 'ended', { whole: false })
      .stream(120, 'b3', 'failed', { error: 'ECONNRESET' })
      .stream(900, 'b4', 'ended', { whole: true })
    expect(computeMetric('streams-not-ended', events, { streams, at: ns(500) })).toMatchObject({
      observed: 3,
      offenders: [
        { host: 'b2', text: 'ended in the middle' },
        { host: 'b3', text: 'failed ECONNRESET' },
        { host: 'b4', text: 'still open' },
      ],
    })
  })

  it('cannot be told of streams that never began', () => {
    const { events } = begun()
    expect(computeMetric('streams-not-ended', events, { streams: ['b9'], at: ns(500) }).reason).toBeDefined()
    expect(computeMetric('streams-not-ended', events, { streams: [], at: ns(500) }).reason).toBeDefined()
  })
})

describe('streams-left', () => {
  it('counts clients that left a stream which had begun', () => {
    const { events } = journal()
      .stream(10, 'b1', 'first')
      .stream(20, 'b1', 'left')
      .stream(30, 'b2', 'left')
      .stream(10, 'b3', 'first')
      .stream(40, 'b3', 'ended', { whole: true })
    expect(computeMetric('streams-left', events, window)).toMatchObject({ observed: 1, unit: 'streams' })
  })

  it('cannot be told where nobody asked for one', () => {
    expect(computeMetric('streams-left', journal().events, window).reason).toBeDefined()
  })
})
