import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { quiet, streams, TestBench } from '../testing/bench.ts'
import { stageOf } from '../testing/fake-stub.ts'
import { slicer } from './slicer.ts'

const letters = (count: number) =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')

describe('a stage', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('cuts each chunk by itself', () => {
    const { seen, send } = stageOf(slicer, { average_size: 4 })
    send('abcdefghij')
    send('klm')
    expect(seen.sizes).toEqual([4, 4, 2, 3])
    expect(seen.passed).toBe('abcdefghijklm')
    // The last slices are as they came: nothing was done to them.
    expect(seen.acted).toBe(8)
  })

  test('sizes spread over average ± variation, the ends included', () => {
    const { seen, send } = stageOf(slicer, { average_size: 10, size_variation: 3 })
    send(letters(200))
    vi.runAllTimers()
    const whole = seen.sizes.slice(0, -1)
    expect(new Set(whole)).toEqual(new Set([7, 8, 9, 10, 11, 12, 13]))
    const mean = whole.reduce((sum, size) => sum + size, 0) / whole.length
    expect(mean).toBeGreaterThan(9)
    expect(mean).toBeLessThan(11)
    expect(seen.passed).toBe(letters(200))
  })

  test('varies by as much as its size: no slice is empty, and the average holds', () => {
    const { seen, send } = stageOf(slicer, { average_size: 4, size_variation: 4 })
    send(letters(2_000))
    vi.runAllTimers()
    const whole = seen.sizes.slice(0, -1)
    expect(new Set(whole)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
    const mean = whole.reduce((sum, size) => sum + size, 0) / whole.length
    expect(mean).toBeGreaterThan(3.6)
    expect(mean).toBeLessThan(4.6)
    expect(seen.passed).toBe(letters(2_000))
  })

  test('the delay lies between slices, also of two chunks, not before the first; the end follows the last', () => {
    const { stage, seen, send } = stageOf(slicer, { average_size: 2, delay: 10_000 })
    send('abcd')
    expect(seen.passed).toBe('ab')
    send('e')
    stage.end('fin')
    vi.advanceTimersByTime(10)
    expect(seen.passed).toBe('abcd')
    vi.advanceTimersByTime(9)
    expect([seen.passed, seen.ended]).toEqual(['abcd', undefined])
    vi.advanceTimersByTime(1)
    expect([seen.passed, seen.ended, seen.acted]).toEqual(['abcde', 'fin', 5])
    expect(seen.waits.map(Math.round)).toEqual([10, 10])
  })

  test('a delay below the tick of timers holds on average', () => {
    const { seen, send } = stageOf(slicer, { average_size: 1, delay: 250 })
    send(letters(400))
    vi.advanceTimersByTime(50)
    expect(seen.sizes.length).toBeGreaterThanOrEqual(197)
    expect(seen.sizes.length).toBeLessThanOrEqual(201)
  })

  test('does not keep the event loop for a great number of slices', () => {
    const { seen, send } = stageOf(slicer, { average_size: 1 })
    send(letters(5_000))
    expect(seen.sizes.length).toBeLessThan(1_000)
    vi.runAllTimers()
    expect(seen.passed).toBe(letters(5_000))
  })

  test('stops where the reader is full, and goes on when it is not', () => {
    const { stub, stage, seen, send } = stageOf(slicer, { average_size: 1 })
    stub.room = 3
    send('abcdef')
    vi.runAllTimers()
    expect(seen.passed).toBe('abc')
    stub.room = 2
    stage.drained?.()
    expect(seen.passed).toBe('abcde')
    stub.room = 2
    stage.drained?.()
    expect([seen.passed, stage.held]).toEqual(['abcdef', 0])
  })

  test('an update applies to the rest, and to a delay that runs', () => {
    const { seen, send, update } = stageOf(slicer, { average_size: 1, delay: 2_000_000_000 })
    send('abcdef')
    expect(seen.passed).toBe('a')
    update({ average_size: 3, delay: 0 })
    expect(seen.sizes).toEqual([1, 3, 2])
    update({ average_size: 3, delay: 2_000_000_000 })
    send('x')
    update({ average_size: 3, delay: 0 })
    send('y')
    expect(seen.passed).toBe('abcdefxy')
  })

  test('on removal the rest is sent whole', () => {
    const { stage, seen, send } = stageOf(slicer, { average_size: 1, delay: 1_000_000 })
    send('abcdef')
    send('gh')
    stage.end('fin')
    stage.remove()
    stage.dispose()
    expect(seen.sizes).toEqual([1, 5, 2])
    expect([seen.passed, seen.ended, vi.getTimerCount()]).toEqual(['abcdefgh', 'fin', 0])
  })
})

describe.each(streams)('%s', (stream) => {
  let bench: TestBench
  beforeEach(async () => {
    bench = await TestBench.open()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  test.each(['older', 'newer'])('slices arrive one by one on a connection %s than the toxic', async (age) => {
    const older = await bench.flow(stream)
    await bench.addToxic('slicer', { average_size: 3, delay: 20_000 }, { stream })
    const { sender, receiver } = age === 'older' ? older : await bench.flow(stream)
    const sizes: number[] = []
    receiver.socket.on('data', (chunk) => sizes.push(chunk.length))
    sender.socket.end(letters(12))
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe(letters(12))
    // A busy machine may join two of them, but not all.
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.min(...sizes)).toBe(3)
    expect(await bench.affected()).toEqual({ connections: 1, bytes: 12 })
  })

  test('on removal the rest arrives at once', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('slicer', { average_size: 1, delay: 2_000_000_000 }, { stream, name: 's' })
    sender.socket.end(letters(100))
    expect(await receiver.receive(1)).toBe('a')
    await quiet()
    expect(receiver.text).toBe('a')
    await bench.removeToxic('s')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe(letters(100))
  })

  test('an update applies to what waits', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('slicer', { average_size: 1, delay: 2_000_000_000 }, { stream, name: 's' })
    sender.send(letters(50))
    await receiver.receive(1)
    await bench.updateToxic('s', { attributes: { delay: 0 } })
    expect(await receiver.receive(50)).toBe(letters(50))
  })
})
