import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isCompatible } from '../../faults/binomial.ts'
import { Carrier } from './carrier.ts'
import { tcpFrame } from './fixtures/tcp-frame.ts'
import { tcpPacketIn } from './frame.ts'
import type { Impairment } from './impairment.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const none: Impairment = {
  ...{ delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0, corrupt: 0 },
  mended: false,
}

function carry(impairment: Partial<Impairment>, seed = 1) {
  const left: string[] = []
  const carrier = new Carrier({ ...none, ...impairment }, seed, (bytes) =>
    left.push(bytes.subarray(40).toString()),
  )
  const take = (text: string, from = 4_000) =>
    carrier.take(tcpPacketIn(tcpFrame(Buffer.from(text), { from }))!, 'requests')
  return { carrier, left, take }
}

const names = Array.from({ length: 2_000 }, (_, i) => String(i))

test('without a delay nothing is kept', () => {
  const { left, take, carrier } = carry({})
  take('a')
  expect(left).toEqual(['a'])
  expect(carrier.counts).toMatchObject({ seen: 1, actedAt: 0 })
})

test('each packet is kept for its delay, however many come', () => {
  const { left, take, carrier } = carry({ delayMs: 100, jitterMs: 20 })
  for (const name of names.slice(0, 50)) {
    take(name)
    vi.advanceTimersByTime(7)
  }
  vi.advanceTimersByTime(79 - 7)
  expect(left.length).toBeLessThan(50)
  vi.advanceTimersByTime(50)
  expect(left).toEqual(names.slice(0, 50))
  const { delayed, keptLeastNs, keptMostNs } = carrier.counts
  expect(delayed).toBe(50)
  expect(keptLeastNs).toBeGreaterThanOrEqual(80e6)
  expect(keptMostNs).toBeLessThan(122e6)
})

test('what is held may not change when the next frame is read over it', () => {
  const { left, carrier } = carry({ delayMs: 10 })
  const frame = tcpFrame(Buffer.from('first'))
  carrier.take(tcpPacketIn(frame)!, 'requests')
  frame.fill(0)
  vi.advanceTimersByTime(11)
  expect(left).toEqual(['first'])
})

test.each([
  ['loss', 'lost'],
  ['duplicate', 'duplicated'],
  ['corrupt', 'corrupted'],
  ['reorder', 'putBehind'],
] as const)('the share of %s is as asked for, the same with the same seed', (what, counted) => {
  const run = (seed: number) => {
    const { carrier, left, take } = carry({ [what]: 0.1 }, seed)
    for (const name of names) take(name)
    carrier.flush()
    return { left, counts: carrier.counts }
  }
  const { counts, left } = run(1)
  expect(isCompatible(counts[counted], names.length, 0.1)).toBe(true)
  expect(left).toHaveLength(names.length - counts.lost + counts.duplicated)
  expect(run(1).left).toEqual(left)
  expect(run(2).left).not.toEqual(left)
})

test('a packet that is put behind is overtaken by one of its own flow, or goes alone', () => {
  const { left, take, carrier } = carry({ reorder: 1 })
  take('a')
  expect(left).toEqual([])
  vi.advanceTimersByTime(51)
  expect(left).toEqual(['a'])
  expect(carrier.counts).toMatchObject({ putBehind: 1, overtaken: 0 })

  const half = carry({ reorder: 0.5 }, 3)
  for (const name of names.slice(0, 100)) half.take(name)
  vi.advanceTimersByTime(51)
  expect(half.left).not.toEqual(names.slice(0, 100))
  expect(half.left.toSorted()).toEqual(names.slice(0, 100).toSorted())
  expect(half.carrier.counts.overtaken).toBeGreaterThan(20)
})

test('flows do not wait for each other', () => {
  const { left, take } = carry({ reorder: 0.5 }, 3)
  for (const name of names.slice(0, 20)) take(name, 5_000 + Number(name))
  const before = left.length
  expect(before).toBeGreaterThan(0)
  vi.advanceTimersByTime(51)
  expect(left).toHaveLength(20)
})

test('what is more than a line holds is lost, and said', () => {
  const { carrier } = carry({ delayMs: 1_000 })
  const packet = tcpPacketIn(tcpFrame(Buffer.alloc(65_000)))!
  for (let i = 0; i < 1_200; i++) carrier.take(packet, 'requests')
  expect(carrier.counts.overflowed).toBeGreaterThan(100)
})
