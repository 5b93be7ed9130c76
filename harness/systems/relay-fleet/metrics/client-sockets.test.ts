import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'

const sockets = () => journal().stream(-50, 'client-1', 'first').stream(-50, 'client-2', 'first')
const closes = { streams: ['client-1', 'client-2'], since: ns(0), until: ns(1_000) }

test('sockets-open: those that carried something and had not ended', () => {
  const { events } = sockets().stream(-5, 'client-2', 'ended', { whole: true, code: 1001 })
  expect(computeMetric('sockets-open', events, { streams: closes.streams, since: ns(0) }).observed).toBe(1)
})

test('socket-close-time: the last close with a code; never for one that was dropped, left open or told that all is done', () => {
  const closed = () => sockets().stream(60, 'client-1', 'ended', { whole: true, code: 1001 })
  const time = (events: Parameters<typeof computeMetric>[1]) =>
    computeMetric('socket-close-time', events, closes).observed
  expect(time(closed().stream(70, 'client-2', 'ended', { whole: true, code: 1001 }).events)).toBe(70)
  expect(time(closed().stream(70, 'client-2', 'failed', { code: 1006 }).events)).toBe(null)
  expect(time(closed().stream(70, 'client-2', 'ended', { whole: true, code: 1000 }).events)).toBe(null)
  expect(time(closed().events)).toBe(null)
  expect(computeMetric('socket-close-time', [], closes).reason).toMatch(/no WebSocket/)
})
