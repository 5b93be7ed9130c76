import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { HostEvent, ToMockHost } from '../../../../docker/mock-host/control.ts'
import { HarnessError } from '../../../errors.ts'
import { type Journal, memoryJournal } from '../../../journal/writer.ts'
import { connectHostEvents, type HostEvents } from './host-events.ts'

let server: WebSocketServer
let peer: WebSocket
let commands: ToMockHost[]
let journal: Journal
let events: HostEvents

const address = () => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
const registered = (host: string, at: number): HostEvent => ({ at, host, state: 'registered', dial: 1 })

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  commands = []
  server.on('connection', (socket) => {
    peer = socket
    socket.on('message', (data) => commands.push(JSON.parse(String(data))))
    // Kept from before anybody was connected: sent together with the handshake.
    socket.send(JSON.stringify([registered('h0', 1)]))
  })
  journal = memoryJournal()
  events = await connectHostEvents({ address: address(), journal })
})

afterEach(async () => {
  await events[Symbol.asyncDispose]()
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

const all = (count: number) => (state: HostEvents['state']) =>
  [...state.values()].filter((host) => host.registered).length === count

describe('host events', () => {
  test('are journalled with their own times and kept as state', async () => {
    peer.send(JSON.stringify([registered('h1', 5), { ...registered('h2', 6), relay: 'a:m1' }]))
    await events.waitFor(all(3), { timeoutMs: 5_000, what: '3 hosts registered' })
    expect(journal.events).toEqual([
      { kind: 'host', ...registered('h0', 1) },
      { kind: 'host', ...registered('h1', 5) },
      { kind: 'host', ...registered('h2', 6), relay: 'a:m1' },
    ])
    expect(events.state.get('h2')).toMatchObject({ registered: true, relay: 'a:m1' })
  })

  test('come with the stalls of the process that plays the hosts', async () => {
    peer.send(JSON.stringify([{ at: 7, stalledMs: 250 }, registered('h1', 8)]))
    await events.waitFor(all(2), { timeoutMs: 5_000, what: '2 hosts registered' })
    expect(journal.events.slice(1)).toEqual([
      { kind: 'stall', at: 7, who: 'hosts', ms: 250 },
      { kind: 'host', ...registered('h1', 8) },
    ])
  })

  test('are all there once the mock-host has told that they are', async () => {
    const settled = events.settled().then(() => journal.events.length)
    await expect.poll(() => commands).toEqual([{ type: 'settle' }])
    peer.send(JSON.stringify([registered('h1', 5)]))
    peer.send('[]')
    expect(await settled).toBe(2)
  })

  test('that the mock-host owes end with its connection', async () => {
    const settled = events.settled()
    peer.terminate()
    await expect(settled).rejects.toThrow(/connection lost/)
    await expect(events.failed).rejects.toThrow(HarnessError)
  })

  test('commands reach the mock-host', async () => {
    const host = { id: 'h1', url: 'ws://127.0.0.1:1', token: 't' }
    events.add([host])
    events.remove(['h1'])
    await expect
      .poll(() => commands)
      .toEqual([
        { type: 'add', hosts: [host] },
        { type: 'remove', ids: ['h1'], inOrder: false },
      ])
  })

  test('a wait in vain says for what', async () => {
    const wait = events.waitFor(all(20), { timeoutMs: 30, what: '20 registered' })
    await expect(wait).rejects.toThrow('hosts: 20 registered: not within 30 ms')
  })
})

describe('the connection', () => {
  test('lost: ends waits and is told', async () => {
    const wait = events.waitFor(all(20), { timeoutMs: 60_000, what: '20 registered' })
    peer.terminate()
    await expect(wait).rejects.toThrow(/connection lost/)
    await expect(events.failed).rejects.toThrow(HarnessError)
    expect(() => events.remove(['h1'])).toThrow(/not connected/)
  })

  test('a message that cannot be recorded is told', async () => {
    peer.send('[{"host":"h1"}]')
    await expect(events.failed).rejects.toThrow(/could not be recorded/)
  })

  test('ended on purpose is no failure', async () => {
    const told = Promise.race([events.failed, new Promise((resolve) => setTimeout(resolve, 50, 'quiet'))])
    await events[Symbol.asyncDispose]()
    expect(await told).toBe('quiet')
  })

  test('refused: says who', async () => {
    const { port } = address()
    await events[Symbol.asyncDispose]()
    server.close()
    const refused = connectHostEvents({ address: { host: '127.0.0.1', port }, journal })
    await expect(refused).rejects.toThrow(
      /mock-host control 127\.0\.0\.1:\d+: connection lost \(.*ECONNREFUSED/,
    )
  })
})
