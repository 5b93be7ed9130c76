import { describe, expect, it } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import { NS_PER_MS } from '../../../journal/clock.ts'
import { directoryTruth } from '../analysis/directory-truth.ts'

const R1 = 'iad:relay-1'
const R2 = 'iad:relay-2'

describe('entries-owned', () => {
  const { events } = journal().read(100, 'at exit', { a: R1, b: R2 }).read(200, 'later', { a: R1, b: R1 })

  it('counts the entries of an owner in the read asked for', () => {
    expect(computeMetric('entries-owned', events, { owner: R1, at: 'at exit' })).toMatchObject({
      observed: 1,
      detail: { of: 2 },
      offenders: [{ host: 'a' }],
    })
    expect(computeMetric('entries-owned', events, { owner: R1, at: ns(150) }).observed).toBe(2)
  })

  it('cannot tell without the read', () => {
    expect(computeMetric('entries-owned', events, { owner: R1, at: 'never' }).reason).toMatch(/'never'/)
    expect(computeMetric('entries-owned', events, { owner: R1, at: ns(999) }).reason).toMatch(/not read/)
  })
})

describe('stale-entries', () => {
  it('counts entries without a tunnel behind them', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -90, registered: -80, closed: 50 })
      .tunnel('b', R1, { attempt: -90, registered: -80 })
      .tunnel('c', R1, { attempt: -90, registered: -80, closed: 50 })
      .tunnel('c', R2, { attempt: 60, registered: 70 })
      .read(100, 'listening', { a: R1, b: R1, c: R2, d: R2 })
    const value = computeMetric('stale-entries', events, { at: 'listening' })
    expect(value.observed).toBe(2)
    expect(value.offenders).toEqual([
      { host: 'a', at: ns(100), text: `names ${R1}, whose tunnel ended 50 ms before` },
      { host: 'd', at: ns(100), text: `names ${R2}, on which it had no tunnel` },
    ])
    expect(computeMetric('stale-entries', events, { at: 'listening', owner: R1 }).observed).toBe(1)
  })

  it('does not blame an entry that was true at any time of the read, or while the tunnel is being made', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -90, registered: -80, closed: 101 })
      .tunnel('b', R1, { attempt: 90, upgraded: 95, registered: 130 })
      .read(100, 'x', { a: R1, b: R1 }, 5)
    expect(computeMetric('stale-entries', events, { at: 'x' }).observed).toBe(0)
  })

  it('cannot be told where the harness was late, and most hosts were back before it read the directory', () => {
    const restarted = (back: number, uncertainty: number) => {
      const made = journal()
      for (let i = 0; i < 4; i++) {
        made.tunnel(`h${i}`, R1, { attempt: -90, registered: -80, closed: 10 })
        if (i < back) made.tunnel(`h${i}`, R1, { attempt: 40, registered: 60 })
      }
      return made
        .service(100, 'relay-1', 'accepting', { uncertaintyNs: uncertainty * NS_PER_MS })
        .read(101, 'x', {}).events
    }
    const told = (back: number, uncertainty: number) =>
      computeMetric('stale-entries', restarted(back, uncertainty), { at: ns(100) })
    expect(told(3, 80).reason).toBe(
      '3 of 4 hosts without a tunnel had one again before the directory was read',
    )
    expect(told(2, 80).observed).toBe(0)
    // They were back before the relay accepted at the earliest: nothing was missed.
    expect(told(3, 5).observed).toBe(0)
  })

  it('allows for stamps that are late when the whole fleet dials at once', () => {
    const stormed = (hosts: number) => {
      const made = journal().tunnel('late', R1, { attempt: 90, upgraded: 130, registered: 130 })
      for (let i = 1; i < hosts; i++)
        made.tunnel(`h${i}`, R1, { attempt: 90, upgraded: 100, registered: 100 })
      return made.read(100, 'x', { late: R1 }).events
    }
    // 0.35 ms a host: 35 ms for a hundred, 5 ms at least.
    expect(computeMetric('stale-entries', stormed(100), { at: 'x' }).observed).toBe(0)
    expect(computeMetric('stale-entries', stormed(20), { at: 'x' }).observed).toBe(1)
  })

  it('takes the end of a relay for the end of its tunnels, though the host has not noticed', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -90, registered: -80 })
      .service(50, 'relay-1', 'exited', { code: 137 })
      .read(100, 'x', { a: R1 })
    expect(computeMetric('stale-entries', events, { at: 'x' }).observed).toBe(1)
  })
})

describe('directory-true-after', () => {
  const lost = () =>
    journal()
      .directory(-50, { a: R1, b: R1 })
      .tunnel('a', R1, { attempt: -90, registered: -80, closed: 0 })
      .tunnel('b', R1, { attempt: -90, registered: -80, closed: 0 })
      .tunnel('a', R1, { attempt: 1_100, registered: 1_150 })
      .tunnel('b', R1, { attempt: 1_300, registered: 1_400 })
      .phase(9_000, 'verify')
  const window = { since: ns(1_000), until: ns(3_000) }

  it('lasts until the last entry is true again', () => {
    const cleaned = lost()
      .directory(900, {}, ['a', 'b'])
      .directory(1_152, { a: R1 })
      .directory(1_405, { b: R1 }, [], 7)
    expect(computeMetric('directory-true-after', cleaned.events, window)).toMatchObject({
      observed: 405,
      uncertainty: 12,
    })
  })

  it('counts entries left behind as false until their host is back', () => {
    expect(computeMetric('directory-true-after', lost().events, window).observed).toBe(300)
  })

  it('is never when it does not become true, or becomes false again and stays', () => {
    const gone = lost().directory(2_000, {}, ['a'])
    expect(computeMetric('directory-true-after', gone.events, window)).toMatchObject({
      observed: null,
      offenders: [{ text: 'still 0 stale and 1 missing at the end' }],
    })
  })

  it('must stay true for the hold time, also after the window, unless another fault begins', () => {
    const short = { ...window, until: ns(1_600) }
    const again = lost().directory(2_000, {}, ['a'])
    expect(computeMetric('directory-true-after', again.events, short)).toMatchObject({
      observed: null,
      atLeast: 600,
      offenders: [{ text: '0 stale and 1 missing again' }],
    })
    const late = lost().directory(2_500, {}, ['a'])
    expect(computeMetric('directory-true-after', late.events, short).observed).toBe(300)
    const faulted = again.fault(1_900, 'requested')
    expect(computeMetric('directory-true-after', faulted.events, short).observed).toBe(300)
    const ended = computeMetric('directory-true-after', lost().check(1_700).events, short)
    expect(ended).toMatchObject({ observed: 300, bounds: [295, 1_305] })
  })

  it('demands entries only of the hosts named, and 0 when it was true all along', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: -90, registered: -80 })
      .tunnel('b', R1, { attempt: -90, registered: -80, closed: 10 })
      .directory(-70, { a: R1, b: R1 })
      .directory(12, {}, ['b'])
    expect(computeMetric('directory-true-after', events, window).observed).toBeNull()
    expect(computeMetric('directory-true-after', events, { ...window, hosts: ['a'] }).observed).toBe(0)
  })

  it('cannot tell when nobody watched', () => {
    expect(computeMetric('directory-true-after', [], window).reason).toMatch(/not watched/)
  })
})

describe('directoryTruth', () => {
  it('is one step per change', () => {
    const { events } = journal()
      .tunnel('a', R1, { attempt: 0, upgraded: 10, registered: 20, closed: 100 })
      .directory(12, { a: R1 })
      .directory(130, {}, ['a'])
    const steps = directoryTruth(events, []).map(({ at, stale, missing }) => [at, stale, missing])
    expect(steps).toEqual([
      [ns(100), 1, 0],
      [ns(130), 0, 0],
    ])
  })
})
