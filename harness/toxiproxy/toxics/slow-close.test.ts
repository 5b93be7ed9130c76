import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { quiet, streams, TestBench } from '../testing/bench.ts'
import { stageOf } from '../testing/fake-stub.ts'
import { slowClose } from './slow-close.ts'

describe('a stage', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each(['fin', 'reset'] as const)('delays %s by the delay, and no data', (how) => {
    const { stage, seen, send } = stageOf(slowClose, { delay: 100 })
    send('data')
    expect([seen.passed, seen.acted]).toEqual(['data', 0])
    stage.end(how)
    vi.advanceTimersByTime(99)
    expect(seen.ended).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect(seen.ended).toBe(how)
  })

  test('a new delay counts from when the end came', () => {
    const { stage, seen, update } = stageOf(slowClose, { delay: 1_000 })
    stage.end('fin')
    vi.advanceTimersByTime(50)
    update({ delay: 60 })
    vi.advanceTimersByTime(9)
    expect(seen.ended).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect([seen.ended, vi.getTimerCount()]).toEqual(['fin', 0])
  })

  test('disposed, it leaves no timer and ends nothing', () => {
    const { stage, seen } = stageOf(slowClose, { delay: 1_000 })
    stage.end('fin')
    stage.dispose()
    expect([seen.ended, vi.getTimerCount()]).toEqual([undefined, 0])
  })
})

describe.each(streams)('%s', (stream) => {
  let bench: TestBench
  beforeEach(async () => {
    bench = await TestBench.open()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  test.each(['older', 'newer'])('delays the close only, on a connection %s than the toxic', async (age) => {
    const older = await bench.flow(stream)
    await bench.addToxic('slow_close', { delay: 150 }, { stream })
    const { sender, receiver } = age === 'older' ? older : await bench.flow(stream)
    const before = performance.now()
    sender.socket.end('last words')
    await receiver.receive(10)
    expect(receiver.seen).toBeUndefined()
    receiver.send('the other way')
    expect(await sender.receive(13)).toBe('the other way')
    expect(await receiver.ended).toBe('fin')
    expect(performance.now() - before).toBeGreaterThanOrEqual(149)
    expect(await bench.affected()).toEqual({ connections: 1, bytes: 0 })
  })

  test('a close that waits goes out at once on removal', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('slow_close', { delay: 600_000 }, { stream, name: 'slow' })
    sender.socket.end()
    await expect.poll(async () => (await bench.affected()).connections).toBe(1)
    await quiet()
    expect(receiver.seen).toBeUndefined()
    await bench.removeToxic('slow')
    expect(await receiver.ended).toBe('fin')
  })

  test('an update applies to a close that waits', async () => {
    const { sender, receiver } = await bench.flow(stream)
    await bench.addToxic('slow_close', { delay: 600_000 }, { stream, name: 'slow' })
    sender.socket.end()
    await expect.poll(async () => (await bench.affected()).connections).toBe(1)
    await bench.updateToxic('slow', { attributes: { delay: 1 } })
    expect(await receiver.ended).toBe('fin')
  })
})
