import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { quiet, streams, TestBench } from '../testing/bench.ts'
import { stageOf } from '../testing/fake-stub.ts'
import { bandwidth } from './bandwidth.ts'

describe('a stage', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('a chunk arrives when its last byte would have', () => {
    const { seen, send } = stageOf(bandwidth, { rate: 1 })
    send('x'.repeat(50))
    vi.advanceTimersByTime(49)
    expect(seen.passed).toBe('')
    vi.advanceTimersByTime(1)
    expect(seen.sizes).toEqual([50])
  })

  test('a long one comes in pieces of 100 ms, and the rate is exact however timers tick', () => {
    const { stage, seen, send } = stageOf(bandwidth, { rate: 3 })
    send('x'.repeat(1_000))
    stage.end('fin')
    vi.advanceTimersByTime(100)
    expect(seen.sizes).toEqual([300])
    vi.advanceTimersByTime(233)
    expect([seen.sizes, seen.ended]).toEqual([[300, 300, 300], undefined])
    vi.advanceTimersByTime(1)
    expect([seen.sizes, seen.ended]).toEqual([[300, 300, 300, 100], 'fin'])
  })

  test('chunks queue up behind each other; idle time is not made up for', () => {
    const { seen, send } = stageOf(bandwidth, { rate: 1 })
    send('a'.repeat(10))
    send('b'.repeat(10))
    vi.advanceTimersByTime(15)
    expect(seen.passed).toBe('a'.repeat(10))
    vi.advanceTimersByTime(1_000)
    expect(seen.passed).toHaveLength(20)
    send('c'.repeat(10))
    vi.advanceTimersByTime(9)
    expect(seen.passed).toHaveLength(20)
    vi.advanceTimersByTime(1)
    expect(seen.passed).toHaveLength(30)
  })

  test('a small chunk leaves at once and what it takes is owed: neither a timer per chunk nor more than the rate', () => {
    const { seen, send } = stageOf(bandwidth, { rate: 10_000 })
    send('x'.repeat(128))
    expect([seen.sizes, vi.getTimerCount()]).toEqual([[128], 0])
    // 20 ms of the rate, at once and in chunks of 0.05 ms: never more than 1 ms of it ahead.
    const sent = 128 + 400 * 500
    for (let i = 0; i < 400; i++) send('y'.repeat(500))
    for (let ms = 0; seen.passed.length < sent; ms++) {
      expect(seen.passed.length).toBeLessThanOrEqual((ms + 1) * 10_000)
      expect(seen.passed.length).toBeGreaterThanOrEqual(Math.min(sent, ms * 10_000 - 500))
      vi.advanceTimersByTime(1)
    }
    send('z'.repeat(10_000))
    expect(seen.passed).toHaveLength(sent)
  })

  test('0 stalls for good, with no timer', () => {
    const { stage, seen, send, update } = stageOf(bandwidth, { rate: 0 })
    send('stalled')
    stage.end('fin')
    vi.advanceTimersByTime(1_000_000)
    expect([seen.passed, seen.ended, vi.getTimerCount()]).toEqual(['', undefined, 0])
    expect(stage.held).toBeGreaterThanOrEqual(7)
    update({ rate: 1 })
    vi.advanceTimersByTime(6)
    expect(seen.passed).toBe('')
    vi.advanceTimersByTime(1)
    expect([seen.passed, seen.ended, stage.held]).toEqual(['stalled', 'fin', 0])
  })

  test('a new rate counts from here on: half sent stays half sent', () => {
    const { seen, send, update } = stageOf(bandwidth, { rate: 1 })
    send('x'.repeat(100))
    vi.advanceTimersByTime(50)
    update({ rate: 10 })
    vi.advanceTimersByTime(4)
    expect(seen.passed).toBe('')
    vi.advanceTimersByTime(1)
    expect(seen.passed).toHaveLength(100)
  })

  test('many updates do not keep a piece from ever leaving', () => {
    const { seen, send, update } = stageOf(bandwidth, { rate: 1 })
    send('x'.repeat(100))
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(10)
      update({ rate: 1 })
    }
    vi.advanceTimersByTime(1)
    expect(seen.passed).toHaveLength(100)
  })

  test('waits for a reader that does not take it, and does not make up for that', () => {
    const { stub, stage, seen, send } = stageOf(bandwidth, { rate: 1 })
    stub.room = 1
    send('x'.repeat(300))
    vi.advanceTimersByTime(10_000)
    expect(seen.sizes).toEqual([100])
    stub.room = Number.POSITIVE_INFINITY
    stage.drained?.()
    expect(seen.sizes).toEqual([100])
    vi.advanceTimersByTime(200)
    expect(seen.sizes).toEqual([100, 100, 100])
  })

  test('leaves no timer behind', () => {
    const { stage, send } = stageOf(bandwidth, { rate: 1 })
    send('x'.repeat(500))
    stage.dispose()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe.each(streams)('%s', (stream) => {
  let bench: TestBench
  beforeEach(async () => {
    bench = await TestBench.open()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  test.each(['older', 'newer'])('a connection %s than the toxic is held to the rate', async (age) => {
    const older = await bench.flow(stream)
    await bench.addToxic('bandwidth', { rate: 100 }, { stream })
    const { sender, receiver } = age === 'older' ? older : await bench.flow(stream)
    const before = performance.now()
    sender.socket.end(Buffer.alloc(20_000, 'abc'))
    expect(await receiver.ended).toBe('fin')
    expect(performance.now() - before).toBeGreaterThanOrEqual(199)
    expect(receiver.bytes.equals(Buffer.alloc(20_000, 'abc'))).toBe(true)
    expect(await bench.affected()).toEqual({ connections: 1, bytes: 20_000 })
  })

  test('what waits is flushed on removal, at once and in order', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('bandwidth', { rate: 0 }, { stream, name: 'slow' })
    sender.send('first ')
    sender.socket.end('last')
    await expect.poll(async () => (await bench.affected()).bytes).toBe(10)
    await quiet()
    expect([receiver.text, receiver.seen]).toEqual(['', undefined])
    await bench.removeToxic('slow')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('first last')
  })

  test('an update frees what is stalled', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('bandwidth', {}, { stream, name: 'slow' })
    sender.send('stalled')
    await expect.poll(async () => (await bench.affected()).bytes).toBe(7)
    await bench.updateToxic('slow', { attributes: { rate: 1 } })
    expect(await receiver.receive(7)).toBe('stalled')
  })
})
