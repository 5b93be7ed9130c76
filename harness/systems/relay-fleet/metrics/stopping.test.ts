import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const R1 = 'ams:relay-1'
const R2 = 'ams:relay-2'
const draining = { relay: R1, from: ns(0), to: ns(100) }

describe('signals-sent', () => {
  const { events } = journal()
    .service(-10, 'relay-1', 'signalled', { signal: 'SIGHUP' })
    .service(1, 'relay-1', 'signalled', { signal: 'SIGTERM' })
    .service(20, 'relay-1', 'signalled', { signal: 'SIGTERM' })
    .service(30, 'relay-2', 'accepting')
  const params = { from: ns(0), to: ns(100) }

  it('counts the signals of the services named, within the window', () => {
    expect(computeMetric('signals-sent', events, { ...params, services: ['relay-1'] })).toMatchObject({
      observed: 2,
      offenders: [{ at: ns(1), text: 'SIGTERM to relay-1' }, {}],
    })
    expect(computeMetric('signals-sent', events, { ...params, services: ['relay-2'] }).observed).toBe(0)
  })

  it('cannot tell of a service that never ran, or of none', () => {
    expect(computeMetric('signals-sent', events, { ...params, services: ['relay-9'] }).reason).toMatch(
      /relay-9/,
    )
    expect(computeMetric('signals-sent', events, { ...params, services: [] }).reason).toBeDefined()
  })
})

describe('tunnels-served', () => {
  it('counts tunnels on which the relay spoke, not those that it refused after the upgrade', () => {
    const { events } = journal()
      .tunnel('before', R1, { attempt: -20, registered: -10 })
      .tunnel('served', R1, { attempt: -20, upgraded: -5, registered: 10 })
      .tunnel('elsewhere', R2, { attempt: 1, registered: 10 })
      .tunnel('told to leave', R1, { attempt: -20, upgraded: -5, registered: 2, drain: 4 })
      .host(5, 'refused', 'attempt')
      .host(8, 'refused', 'upgraded', { relay: R1 })
      .host(9, 'refused', 'closed', { code: 4001 })
    expect(computeMetric('tunnels-served', events, draining)).toMatchObject({
      observed: 1,
      offenders: [{ host: 'served', at: ns(10) }],
    })
  })
})

describe('not-told-once', () => {
  it('names hosts of the relay that got no notice, or two', () => {
    const { events } = journal()
      .tunnel('once', R1, { attempt: -20, registered: -10, drain: 5 })
      .tunnel('never', R1, { attempt: -20, registered: -10 })
      .tunnel('twice', R1, { attempt: -20, registered: -10, drain: 5 })
      .host(30, 'twice', 'drain')
      .tunnel('other', R2, { attempt: -20, registered: -10 })
    expect(computeMetric('not-told-once', events, draining)).toMatchObject({
      observed: 2,
      offenders: [
        { host: 'never', text: '0 drain notices' },
        { host: 'twice', text: '2 drain notices' },
      ],
      detail: { of: 3 },
    })
  })

  it('cannot tell of a relay without a tunnel', () => {
    expect(computeMetric('not-told-once', [], draining).reason).toMatch(/held no tunnel/)
  })
})

describe('left-in-order', () => {
  const held = { attempt: -20, registered: -10 }

  it('counts tunnels closed with 4001, and those whose hosts left after the notice', () => {
    const abandoned = { code: 1006, reason: 'abandoned for a new tunnel' }
    const { events } = journal()
      .tunnel('closed', R1, { ...held, closed: 60, code: 4001 })
      .tunnel('left', R1, { ...held, drain: 5, closed: 55, ...abandoned })
      .tunnel('cut', R1, { ...held, closed: 60, error: 'ECONNRESET' })
      .tunnel('busy', R1, { ...held, drain: 5, closed: 150, ...abandoned })
      .tunnel('reset', R1, { ...held, drain: 5, closed: 60, error: 'ECONNRESET' })
      .tunnel('untold', R1, { ...held, closed: 150, code: 1006 })
      .tunnel('stays', R1, held)
    expect(computeMetric('left-in-order', events, draining)).toMatchObject({
      observed: 3,
      offenders: [
        { host: 'cut', text: 'ended with ECONNRESET' },
        { host: 'reset' },
        { host: 'untold', text: 'ended with code 1006' },
        { host: 'stays', text: 'did not end' },
      ],
      detail: { of: 7 },
    })
  })

  /** Both were told; one had begun its next dial when its tunnel ended. */
  const brokenOff = (built = journal()) =>
    built
      .tunnel('broken', R1, { ...held, drain: 5, closed: 55, code: 1006 })
      .tunnel('moved', R1, { ...held, drain: 5, closed: 55, code: 1006 })
      .failedDial('moved', 54, 57)

  it('does not count tunnels that the relay breaks off', () => {
    expect(computeMetric('left-in-order', brokenOff().events, draining)).toMatchObject({
      observed: 1,
      uncertainty: 0,
      offenders: [{ host: 'broken', text: 'ended with code 1006' }],
    })
  })

  it("cannot tell that of a target's hosts that say no more than 1006", () => {
    const reports = ['registered', 'relay', 'drain', 'closed.code']
    const { events } = brokenOff(journal().header({ target: 'mine', reports }))
    expect(computeMetric('left-in-order', events, draining)).toMatchObject({ observed: 2, bounds: [1, 2] })
  })

  it('does not count a host that was told and then closed with another code', () => {
    const { events } = journal().tunnel('told', R1, {
      attempt: -20,
      registered: -10,
      drain: 5,
      closed: 60,
      code: 1000,
    })
    expect(computeMetric('left-in-order', events, draining)).toMatchObject({
      observed: 0,
      offenders: [{ host: 'told', text: 'ended with code 1000' }],
    })
  })

  it('cannot tell of a relay without a tunnel', () => {
    expect(computeMetric('left-in-order', [], draining).reason).toMatch(/held no tunnel/)
  })
})
