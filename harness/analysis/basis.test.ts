import { describe, expect, it } from 'vitest'
import { basisOf } from './basis.ts'
import { drainJournal } from './fixtures/drain.ts'
import { recompute } from './recompute.ts'

const events = drainJournal({ hosts: 3 }).sorted()
const checks = recompute(events)
const basis = (name: string) => basisOf(checks.find((check) => check.name === name)!, events)

describe('what a metric was computed from', () => {
  it('names the kinds that were read and how many are in the window', () => {
    const { kinds, moments, hosts, params } = basis('after listening p99')
    expect(moments.map(([name]) => name)).toEqual(['from', 'to'])
    expect(params).toEqual([['stat', 'p99']])
    const host = kinds.find(({ kind }) => kind === 'host')!
    expect(host.count).toBe(events.filter(({ kind }) => kind === 'host').length)
    expect(host.within).toBeGreaterThan(0)
    expect(host.within).toBeLessThan(host.count)
    expect(hosts.toSorted()).toEqual(['host-1', 'host-2', 'host-3'])
  })

  it('gives the first and the last event of the window', () => {
    const { first, last, moments } = basis('after listening p99')
    const [from, to] = moments.map(([, at]) => at) as [number, number]
    expect(first!.at).toBeGreaterThanOrEqual(from)
    expect(last!.at).toBeLessThanOrEqual(to)
    expect(first!.at).toBeLessThan(last!.at)
  })

  it('counts all events of a metric without a window', () => {
    const { kinds, params } = basis('exit code')
    expect(params).toEqual([
      ['service', 'relay-1'],
      ['incarnation', '1'],
    ])
    expect(kinds.map(({ kind }) => kind)).toContain('service')
    for (const { count, within } of kinds) expect(within).toBe(count)
  })
})
