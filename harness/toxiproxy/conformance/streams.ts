import { describe, expect, test } from 'vitest'
import { quiet, streams } from '../testing/bench.ts'
import { startDial } from '../testing/peer.ts'
import type { Context } from './context.ts'

/** What toxics do to bytes. Times are only ever checked from below. */
export function streamsOf(context: Context): void {
  describe.each(streams)('%s', (stream) => {
    const add = (type: string, attributes: object, more: object = {}) =>
      context.bench.addToxic(type, attributes, { name: 't', stream, ...more })

    test('latency delays data, not the connect, and is flushed on removal', async () => {
      await add('latency', { latency: 100 })
      const { sender, receiver } = await context.bench.flow(stream)
      const before = performance.now()
      sender.send('late')
      expect(await receiver.receive(4)).toBe('late')
      expect(performance.now() - before).toBeGreaterThanOrEqual(99)
    })

    test('bandwidth holds the rate of a connection', async () => {
      const { sender, receiver } = await context.bench.flow(stream)
      await add('bandwidth', { rate: 50 })
      const before = performance.now()
      sender.send(Buffer.alloc(10_000, 'abc'))
      await receiver.receive(10_000)
      expect(performance.now() - before).toBeGreaterThanOrEqual(190)
      expect(receiver.bytes.equals(Buffer.alloc(10_000, 'abc'))).toBe(true)
    })

    test('slow_close delays the close only', async () => {
      await add('slow_close', { delay: 100 })
      const { sender, receiver } = await context.bench.flow(stream)
      const before = performance.now()
      sender.socket.end('last')
      await receiver.receive(4)
      await receiver.ended
      expect(performance.now() - before).toBeGreaterThanOrEqual(99)
    })

    test('timeout swallows, and closes after its time', async () => {
      await add('timeout', { timeout: 100 })
      // Its time runs from the connection on, which may be long before this test goes on.
      const before = performance.now()
      const { sender, receiver } = await context.bench.flow(stream)
      sender.send('swallowed')
      await receiver.ended
      expect(performance.now() - before).toBeGreaterThanOrEqual(90)
      expect(receiver.text).toBe('')
    })

    test('timeout 0 holds the connection; its removal closes it', async () => {
      const { sender, receiver } = await context.bench.flow(stream)
      await add('timeout', {})
      sender.send('swallowed')
      await quiet(150)
      expect([receiver.seen, receiver.text]).toEqual([undefined, ''])
      await context.bench.removeToxic('t')
      await receiver.ended
      expect(receiver.text).toBe('')
    })

    test('slicer delivers everything, in order, with its delay between slices', async () => {
      await add('slicer', { average_size: 10, size_variation: 2, delay: 10_000 })
      const { sender, receiver } = await context.bench.flow(stream)
      const before = performance.now()
      const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(4)
      sender.send(text)
      expect(await receiver.receive(text.length)).toBe(text)
      // At least 8 slices.
      expect(performance.now() - before).toBeGreaterThanOrEqual(60)
    })

    test('limit_data closes after exactly so many bytes; its count survives updates', async () => {
      await add('limit_data', { bytes: 100 })
      const { sender, receiver } = await context.bench.flow(stream)
      sender.send('0123')
      await receiver.receive(4)
      await context.bench.updateToxic('t', { attributes: { bytes: 6 } })
      sender.send('4567')
      await receiver.ended
      expect(receiver.text).toBe('012345')
    })

    test('a toxic acts on an open connection', async () => {
      const { sender, receiver } = await context.bench.flow(stream)
      sender.send('passes')
      expect(await receiver.receive(6)).toBe('passes')
      await add('latency', { latency: 600_000 })
      sender.send(' waits')
      await quiet()
      expect(receiver.text).toBe('passes')
      await context.bench.removeToxic('t')
      expect(await receiver.receive(12)).toBe('passes waits')
    })

    test('at toxicity 0 it acts on none', async () => {
      const { sender, receiver } = await context.bench.flow(stream)
      await add('timeout', {}, { toxicity: 0 })
      sender.send('passes')
      expect(await receiver.receive(6)).toBe('passes')
    })

    context.differs('removal-roll', 'removing a timeout that acts on none closes none', async () => {
      const { sender, receiver } = await context.bench.flow(stream)
      await add('timeout', {}, { toxicity: 0 })
      await context.bench.removeToxic('t')
      sender.send('passes')
      expect(await receiver.receive(6)).toBe('passes')
    })

    describe.each([0, 60_000])('timeout %i', (timeout) => {
      test.each(['sender', 'receiver'] as const)(
        'closes both sides at once when the %s ends',
        async (from) => {
          await add('timeout', { timeout })
          const flow = await context.bench.flow(stream)
          flow.sender.send('swallowed')
          flow[from].socket.end()
          await Promise.all([flow.sender.ended, flow.receiver.ended])
          expect(flow.receiver.text).toBe('')
        },
      )

      test.each(['sender', 'receiver'] as const)('added after the %s has ended: the same', async (from) => {
        const flow = await context.bench.flow(stream)
        const other = from === 'sender' ? flow.receiver : flow.sender
        flow[from].socket.end()
        await other.ended
        await add('timeout', { timeout })
        await Promise.all([flow.sender.ended, flow.receiver.ended])
      })

      context.differs('rst-through', 'an RST arrives as one all the same', async () => {
        await add('timeout', { timeout })
        const { sender, receiver } = await context.bench.flow(stream)
        sender.socket.resetAndDestroy()
        expect(await receiver.ended).toBe('ECONNRESET')
      })
    })

    test('an end that a toxic of the other stream holds back does not end a timeout before', async () => {
      const other = stream === 'upstream' ? 'downstream' : 'upstream'
      await add('timeout', {})
      await context.bench.addToxic('slow_close', { delay: 150 }, { stream: other })
      const { sender, receiver } = await context.bench.flow(stream)
      const before = performance.now()
      receiver.socket.end()
      await sender.ended
      expect(performance.now() - before).toBeGreaterThanOrEqual(149)
    })

    test('slicer with a variation of the whole size delivers everything, in order', async () => {
      await add('slicer', { average_size: 10, size_variation: 10, delay: 10 })
      const { sender, receiver } = await context.bench.flow(stream)
      const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(40)
      sender.send(text)
      expect(await receiver.receive(text.length)).toBe(text)
    })

    context.differs('stalled-add', 'a toxic added behind a stalled bandwidth lets nothing out', async () => {
      await add('bandwidth', { rate: 0 })
      const { sender, receiver } = await context.bench.flow(stream)
      sender.send('stalled')
      await quiet()
      await context.bench.addToxic('noop', {}, { stream })
      await quiet()
      expect(receiver.text).toBe('')
      await context.bench.removeToxic('t')
      expect(await receiver.receive(7)).toBe('stalled')
    })
  })

  test('reset_peer resets a new connection that sends data', async () => {
    await context.bench.addToxic('reset_peer', {}, { stream: 'upstream' })
    const client = startDial(context.bench.listen)
    client.socket.once('connect', () => client.send('data'))
    expect(await client.ended).toBe('ECONNRESET')
  })

  context.differs('reset-peer', 'reset_peer resets idle connections older than the toxic', async () => {
    const { client, server } = await context.bench.pair()
    await context.bench.addToxic('reset_peer')
    expect([await client.ended, await server.ended]).toEqual(['ECONNRESET', 'ECONNRESET'])
  })

  context.differs('reset-peer', 'reset_peer with toxicity 0 does not act on the end either', async () => {
    await context.bench.addToxic('reset_peer', {}, { toxicity: 0 })
    const { client, server } = await context.bench.pair()
    server.send('x')
    expect(await client.receive(1)).toBe('x')
    client.socket.end()
    expect(await server.ended).toBe('fin')
    server.socket.end()
    expect(await client.ended).toBe('fin')
  })

  context.differs('half-close', 'a FIN one way leaves the other way open', async () => {
    const { client, server } = await context.bench.pair()
    client.socket.end('request')
    expect(await server.ended).toBe('fin')
    server.send('answer')
    expect(await client.receive(6)).toBe('answer')
  })

  context.differs('rst-through', 'an RST arrives as an RST', async () => {
    const { client, server } = await context.bench.pair()
    server.send('x')
    await client.receive(1)
    server.socket.resetAndDestroy()
    expect(await client.ended).toBe('ECONNRESET')
  })

  context.differs(
    'takes-hold-early',
    'a toxic acts on connections whose upstream has not been reached',
    async () => {
      await context.bench.call('PATCH', '/proxies/link', { upstream: '127.0.0.1:1' })
      await context.bench.addToxic('reset_peer')
      expect(await startDial(context.bench.listen).ended).toBe('ECONNRESET')
    },
  )
}
