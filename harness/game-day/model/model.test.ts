import { describe, expect, test } from 'vitest'
import type { JournalEvent } from '../../journal/events.ts'
import { Model } from './model.ts'

const about = {
  runId: 'r',
  name: 'shop',
  variant: 'current',
  runtime: 'processes',
  profile: 'production',
  factor: 1,
  startedAt: '2026-01-01T00:00:00Z',
  hypothesis: '',
  watching: false,
}
const ns = (ms: number) => ms * 1e6
const event = (ms: number, fields: object) => ({ at: ns(ms), ...fields }) as JournalEvent
const live = (over: Partial<typeof about> = {}) => {
  const model = new Model({ ...about, ...over }, 0)
  model.take(event(10, { kind: 'phase', phase: 'setup' }))
  model.take(event(20, { kind: 'phase', phase: 'steady' }))
  model.take(event(30, { kind: 'steady', when: 'before', ok: true, hosts: 1, answered: 1, tookMs: 5 }))
  return model
}
const fault = (ms: number, state: string, detail = '') =>
  event(ms, { kind: 'fault', id: 'kill-1', fault: 'kill', target: 'api', state, detail, colour: 'red' })

describe('the state of a game-day', () => {
  test('is live from its steady state on, and fails without one', () => {
    expect(live().stage).toBe('live')
    const failed = new Model(about, 0)
    failed.take(
      event(30, {
        kind: 'steady',
        when: 'before',
        ok: false,
        hosts: 1,
        answered: 0,
        tookMs: 5,
        reason: 'no',
      }),
    )
    failed.take(event(40, { kind: 'phase', phase: 'teardown' }))
    expect(failed.stage).toBe('failed')
    expect(failed.snapshot('observer', 0).log.at(-1)?.text).toBe('no steady state: no')
  })

  test('has services as they are, and never what an older incarnation still says', () => {
    const model = live()
    const service = (ms: number, state: string, incarnation: number) =>
      event(ms, { kind: 'service', service: 'api', state, incarnation })
    for (const one of [
      service(40, 'spawned', 1),
      service(50, 'ready', 1),
      service(60, 'spawned', 2),
      service(70, 'exited', 1),
    ])
      model.take(one)
    expect(model.services).toEqual([{ name: 'api', state: 'starting', since: 60, incarnation: 2 }])
    model.take(event(80, { kind: 'service', service: 'toxiproxy', state: 'ready', incarnation: 1 }))
    expect(model.services).toHaveLength(1)
  })

  test.each([
    ['healed', ['requested', 'observed', 'healed'], ''],
    ['gone', ['requested', 'healed'], 'it had ended before'],
    ['gone', ['requested', 'acting', 'healed'], '3 pieces were too quick'],
    ['healed', ['requested', 'acting', 'observed', 'healed'], ''],
  ])('has a fault as %s after %j', (state, events, why) => {
    const model = live()
    for (const [index, one] of events.entries())
      model.take(fault(100 + index, one, one === 'healed' ? why : 'words'))
    expect(model.faults[0]).toMatchObject({ state, until: 100 + events.length - 1 })
  })

  test('hides what is hidden from observers until the end', () => {
    const model = live()
    model.attribute('kill-1', { by: 'the plan', hidden: true })
    model.take(
      event(90, { kind: 'game-day', did: 'inject', by: 'the plan', text: 'kill on api', hidden: true }),
    )
    model.take(fault(100, 'requested'))
    model.take(fault(101, 'observed', 'gone'))
    const { facilitator, observer } = model.delta(ns(200))
    expect(facilitator.faults).toMatchObject([{ hidden: true, by: 'the plan' }])
    expect(observer.faults).toBeUndefined()
    expect(JSON.stringify(observer)).not.toContain('api')
    expect(model.snapshot('observer', 0)).toMatchObject({ faults: [] })
    model.end('/report')
    expect(model.snapshot('observer', 0).faults).toHaveLength(1)
  })

  test('tells in a delta what is new, once', () => {
    const model = live()
    model.delta(ns(40))
    model.take(event(50, { kind: 'mark', name: 'pager', by: 'ada' }))
    expect(model.delta(ns(60)).observer.log).toMatchObject([{ kind: 'mark', by: 'ada', text: 'pager' }])
    expect(model.delta(ns(70)).observer).toEqual({ type: 'delta', now: 70 })
  })

  test('shows no secret and no control character of a service', () => {
    const model = live()
    model.line(ns(50), 'api', 'TOKEN_SECRET=abcdefgh12345 \u001b[31mred')
    expect(model.delta(ns(60)).observer.lines).toMatchObject([{ text: 'TOKEN_SECRET=(hidden) red' }])
  })

  test('is bounded, however much a service prints at once', () => {
    const model = live()
    for (let line = 0; line < 5_000; line++) model.line(ns(50), 'api', `line ${line}`)
    expect(model.delta(ns(60)).facilitator.lines?.length).toBeLessThanOrEqual(200)
    expect(model.snapshot('facilitator', 0).lines.length).toBeLessThanOrEqual(500)
  })
})
