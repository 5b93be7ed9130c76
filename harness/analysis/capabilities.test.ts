import { describe, expect, test } from 'vitest'
import { knownOf, missingReport, notApplicable } from './capabilities.ts'
import { computeMetric } from './compute-metric.ts'
import { drainJournal } from './fixtures/drain.ts'

const window = { since: 0, until: 6_000_000_000, stat: 'p99' } as const
const all = ['registered', 'closed', 'attempt', 'directory']

const journalOf = (reports?: string[], notReported?: string[]) =>
  drainJournal({ header: reports ? { target: 'mine', reports, ...(notReported && { notReported }) } : {} })
    .events

function reasonWith(reports: string[], metric: string, params: Parameters<typeof computeMetric>[2]) {
  return computeMetric(metric, journalOf(reports), params).reason
}

test('a metric made of what nobody reports is not available, whatever it would count', () => {
  expect(reasonWith(all, 'reconnect', window)).toBeUndefined()
  expect(reasonWith(['closed'], 'reconnect', window)).toBe(
    'not available: target mine does not report registered',
  )
  expect(reasonWith(all, 'tunnels-lost', { from: 0, to: 1 })).toBeUndefined()
  expect(reasonWith(['registered'], 'tunnels-lost', { from: 0, to: 1 })).toContain('does not report closed')
})

test('counting from a notice takes notices', () => {
  expect(reasonWith(all, 'reconnect', { ...window, fromNotice: true })).toContain('does not report drain')
  expect(reasonWith([...all, 'drain'], 'reconnect', { ...window, fromNotice: true })).toBeUndefined()
})

test('the programs of this repository report everything', () => {
  expect(computeMetric('reconnect', drainJournal().events, window).reason).toBeUndefined()
})

test('what is asked for stands in words of the configuration', () => {
  const reason = (metric: string) =>
    missingReport(metric, {}, { target: 'mine', reports: ['registered', 'closed'] })?.reason
  expect(reason('pending-answered')).toBe(
    'not available: target mine does not declare probe.slowPath, a path that a host answers after {ms} ms',
  )
  expect(reason('dials-bucket-share')).toBe('not available: target mine does not report scheduled.delayMs')
  expect(reason('entries-owned')).toBe('not available: target mine does not declare directory')
  expect(reason('misrouted')).toBe('not available: target mine does not report registered.relay')
  expect(reason('tunnels-reset')).toBe(
    'not available: target mine does not report closed.code or closed.error',
  )
  expect(reason('stale-entries')).toBe(
    'not available: target mine does not declare directory, does not report registered.relay',
  )
})

describe('not applicable', () => {
  const reason = (notReported: string[], metric: string, params = {}) =>
    notApplicable(metric, journalOf(['registered', 'closed'], notReported), params)

  test('is what a target declares that nobody reports of it', () => {
    expect(reason(['directory'], 'entries-owned')).toBe(
      'not applicable: target mine declares directory: false',
    )
    expect(reason(['held'], 'pending-answered')).toBe(
      'not applicable: target mine declares probe.slowPath: false',
    )
    expect(reason(['drain'], 'reconnect', { fromNotice: true })).toBe(
      'not applicable: target mine declares that it does not report drain',
    )
    expect(reason(['closed'], 'closed-with')).toBe(
      'not applicable: target mine declares that it does not report closed.code',
    )
    expect(reason(['scheduled.delay'], 'dials-bucket-share')).toContain('does not report scheduled.delayMs')
  })

  test('takes the place of what is merely missing beside it', () => {
    expect(reason(['directory'], 'stale-entries')).toBe(
      'not applicable: target mine declares directory: false',
    )
  })

  test('is not what was forgotten, nor what is reported all the same', () => {
    expect(reason([], 'entries-owned')).toBeUndefined()
    expect(reason(['drain'], 'entries-owned')).toBeUndefined()
    expect(reason(['closed.code'], 'tunnels-reset')).toBeUndefined()
    expect(reason(['closed.code', 'closed.error'], 'tunnels-reset')).toContain('closed.code or closed.error')
    expect(reason(['directory'], 'reconnect')).toBeUndefined()
    expect(notApplicable('entries-owned', journalOf(), {})).toBeUndefined()
  })

  test('is the reason of its metric', () => {
    const events = journalOf(['registered', 'closed'], ['directory'])
    const value = computeMetric('entries-owned', events, { owner: 'iad:relay-1', at: 0 })
    expect(value.reason).toBe('not applicable: target mine declares directory: false')
  })
})

test('a journal that was written with the former names says the same', () => {
  const former = drainJournal({
    header: { target: 'mine', tells: ['registered'], tellsNot: ['drain'] },
  }).events
  expect(knownOf(former)).toEqual({ target: 'mine', reports: ['registered'], notReported: ['drain'] })
  expect(computeMetric('tunnels-lost', former, { from: 0, to: 1 }).reason).toContain('does not report closed')
})
