import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { quiet, streams, TestBench } from '../testing/bench.ts'

describe.each(streams)('%s', (stream) => {
  let bench: TestBench
  beforeEach(async () => {
    bench = await TestBench.open()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  test.each(['older', 'newer'])(
    'closes both sides after so many bytes, on a connection %s than the toxic',
    async (age) => {
      const older = await bench.flow(stream)
      await bench.addToxic('limit_data', { bytes: 10 }, { stream })
      const { sender, receiver } = age === 'older' ? older : await bench.flow(stream)
      receiver.send('the other way has no limit')
      await sender.receive(26)
      sender.send('01234')
      expect(await receiver.receive(5)).toBe('01234')
      sender.send('56789 too much')
      expect(await receiver.ended).toBe('fin')
      expect(await sender.ended).toBe('fin')
      expect(receiver.text).toBe('0123456789')
      expect(await bench.affected()).toEqual({ connections: 1, bytes: 9 })
      // The one that was idle goes on.
      expect((await bench.state()).connections).toBe(age === 'older' ? 0 : 1)
    },
  )

  test('exactly the limit is delivered, and closes', async () => {
    await bench.addToxic('limit_data', { bytes: 4 }, { stream })
    const { sender, receiver } = await bench.flow(stream)
    sender.send('four')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('four')
  })

  test('0, the default, closes at the first byte and not before', async () => {
    await bench.addToxic('limit_data', {}, { stream })
    const { sender, receiver } = await bench.flow(stream)
    receiver.send('x')
    await sender.receive(1)
    expect(receiver.seen).toBeUndefined()
    sender.send('y')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('')
  })

  test('an end below the limit passes as it is', async () => {
    await bench.addToxic('limit_data', { bytes: 100 }, { stream })
    const { sender, receiver } = await bench.flow(stream)
    sender.socket.end('short')
    expect(await receiver.ended).toBe('fin')
    receiver.send('half open')
    expect(await sender.receive(9)).toBe('half open')
    expect(await bench.affected()).toEqual({ connections: 0, bytes: 0 })
  })

  test('the count survives updates, also one that switches it off and on', async () => {
    await bench.addToxic('limit_data', { bytes: 100 }, { stream, name: 'limit' })
    const { sender, receiver } = await bench.flow(stream)
    sender.send('0123')
    await receiver.receive(4)
    await bench.updateToxic('limit', { attributes: { bytes: 6 } })
    sender.send('4')
    await receiver.receive(5)
    await bench.updateToxic('limit', { toxicity: 0 })
    await bench.updateToxic('limit', { toxicity: 1 })
    expect(receiver.seen).toBeUndefined()
    sender.send('567')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('012345')
  })

  test('a limit below what has passed closes at the next byte', async () => {
    await bench.addToxic('limit_data', { bytes: 100 }, { stream, name: 'limit' })
    const { sender, receiver } = await bench.flow(stream)
    sender.send('0123')
    await receiver.receive(4)
    await bench.updateToxic('limit', { attributes: { bytes: 2 } })
    await quiet()
    expect(receiver.seen).toBeUndefined()
    sender.send('4')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('0123')
  })

  test('removed below its limit it limits no longer', async () => {
    await bench.addToxic('limit_data', { bytes: 3 }, { stream, name: 'limit' })
    const { sender, receiver } = await bench.flow(stream)
    sender.send('01')
    await receiver.receive(2)
    await bench.removeToxic('limit')
    sender.socket.end('23456789')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('0123456789')
  })

  test('what has passed is delivered through later toxics before the close, and removal lets nothing more through', async () => {
    await bench.addToxic('limit_data', { bytes: 5 }, { stream, name: 'limit' })
    await bench.addToxic('latency', { latency: 600_000 }, { stream, name: 'late' })
    const { sender, receiver } = await bench.flow(stream)
    sender.send('01234567')
    await expect.poll(async () => (await bench.affected()).bytes).toBe(3)
    await bench.updateToxic('limit', { toxicity: 0 })
    await bench.removeToxic('limit')
    sender.send('beyond')
    await quiet()
    expect([receiver.text, receiver.seen]).toEqual(['', undefined])
    await bench.removeToxic('late')
    expect(await receiver.ended).toBe('fin')
    expect(receiver.text).toBe('01234')
  })

  test('a reader slower than the close gets all of it', async () => {
    const bytes = 8 * 1024 * 1024
    await bench.addToxic('limit_data', { bytes }, { stream })
    const { sender, receiver } = await bench.flow(stream)
    receiver.socket.pause()
    sender.send(Buffer.alloc(bytes + 100_000, 'abcdefg'))
    await quiet()
    receiver.socket.resume()
    expect(await receiver.ended).toBe('fin')
    expect(receiver.received).toBe(bytes)
    expect(receiver.bytes.equals(Buffer.alloc(bytes, 'abcdefg'))).toBe(true)
  })
})
