import { describe, expect, it } from 'vitest'
import { computeFigure } from './figures.ts'
import { journal, ns } from './fixtures/journal.ts'

const window = { from: ns(0), to: ns(1_000) }

const mixed = () =>
  journal()
    .probe(-10, 'a', true)
    .probe(100, 'a', false, { status: 503, error: 'status', took: 4 })
    .probe(200, 'a', false, { status: 502, error: 'status', path: 'relay-2>relay-1', took: 9 })
    .probe(300, 'b', true, { took: 7 })

describe('answered-otherwise', () => {
  it('names every probe that was not answered with the status, good ones and unanswered ones included', () => {
    const { events } = mixed().probe(400, 'b', false, { error: 'timeout', took: 500 })
    expect(computeFigure('answered-otherwise', events, { ...window, status: 503 })).toMatchObject({
      observed: 3,
      offenders: [
        { host: 'a', at: ns(200), text: 'http: status 502, status by way of relay-2>relay-1' },
        { host: 'b', at: ns(300) },
        { host: 'b', text: 'http: timeout' },
      ],
      detail: { of: 4 },
    })
    const one = { ...window, to: ns(150), status: 503 }
    expect(computeFigure('answered-otherwise', events, one).observed).toBe(0)
  })

  it('cannot tell without a probe', () => {
    const params = { ...window, status: 503, hosts: ['c'] }
    expect(computeFigure('answered-otherwise', mixed().events, params).reason).toMatch(/no probe/)
  })
})

describe('answer-time', () => {
  it('counts answers of any status, and takes no status for never', () => {
    expect(computeFigure('answer-time', mixed().events, { ...window, stat: 'max' }).observed).toBe(9)
    const hung = mixed().probe(400, 'b', false, { error: 'timeout', took: 500 })
    expect(computeFigure('answer-time', hung.events, { ...window, stat: 'max' }).observed).toBeNull()
    expect(computeFigure('answer-time', [], { ...window, stat: 'max' }).reason).toMatch(/no probe/)
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
    expect(computeFigure('log-lines', events, params)).toMatchObject({
      observed: 1,
      offenders: [{ text: 'drain failed: not connected' }],
    })
    expect(computeFigure('log-lines', quoted([]).events, params).observed).toBe(0)
  })

  it('cannot tell when nobody looked into that log', () => {
    expect(computeFigure('log-lines', [], params).reason).toMatch(/nobody looked/)
    expect(computeFigure('log-lines', quoted([]).events, { ...params, incarnation: 2 }).reason).toBeDefined()
  })
})
