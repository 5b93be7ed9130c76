import { expect, it } from 'vitest'
import { computeFigure } from './figures.ts'
import { journal, ns } from './fixtures/journal.ts'

const longest = (built: ReturnType<typeof journal>, over: object = {}) =>
  computeFigure('longest-client-outage', built.events, {
    since: ns(0),
    until: ns(1_000),
    stat: 'max',
    ...over,
  })

it('is the longest of several outages of a host, not the first', () => {
  const built = journal().probes('a', 0, 1_000, 100, (ms) => ms !== 100 && (ms < 400 || ms >= 700))
  expect(longest(built)).toMatchObject({
    observed: 300,
    resolution: 100,
    offenders: [{ host: 'a', at: ns(400), text: '300 ms' }],
  })
})

it('is never for a host that was still failing at the end, and 0 for one that never failed', () => {
  const built = journal()
    .probes('a', 0, 1_000, 100, (ms) => ms < 900)
    .probes('b', 0, 1_000, 100, () => true)
  expect(longest(built).observed).toBeNull()
  expect(longest(built, { hosts: ['b'] }).observed).toBe(0)
})

it('counts to its end also when the watch ends before; what begins later does not count', () => {
  const built = journal().probes('a', 0, 2_000, 100, (ms) => ms < 900 || (ms >= 1_400 && ms < 1_500))
  expect(longest(built).observed).toBe(500)
  const later = journal().probes('a', 0, 2_000, 100, (ms) => ms <= 1_000)
  expect(longest(later).observed).toBe(0)
})

it('cannot tell without a probe of every host', () => {
  expect(longest(journal()).reason).toMatch(/no probe/)
  const built = journal().probes('a', 0, 500, 100, () => true)
  expect(longest(built, { hosts: ['a', 'b'] }).reason).toMatch(/no probe of b/)
})
