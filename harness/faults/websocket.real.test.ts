import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { TestBench } from '../toxiproxy/testing/bench.ts'
import type { OpenFault } from './fault.ts'
import { createFaults, type Faults } from './faults.ts'
import { linkOf } from './fixtures/link-of.ts'

let bench: TestBench
let faults: Faults
let journal: ReturnType<typeof memoryJournal>

beforeEach(async () => {
  bench = await TestBench.open()
  journal = memoryJournal()
  faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
})
afterEach(() => bench[Symbol.asyncDispose]())

/** How the fault was seen to act, or why not. */
const outcome = () =>
  eventsOf(journal.events, 'fault').flatMap(({ state, detail }) =>
    state === 'observed' || (state === 'healed' && detail) ? detail : [],
  )

/** A real server that sends back what it gets and takes at most a megabyte, and a client that is connected to it through the link. */
async function pair(options: ConstructorParameters<typeof WebSocket>[2] = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 1_000_000 })
  await once(server, 'listening')
  await bench.call('PATCH', '/proxies/link', {
    upstream: `127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  const pings: string[] = []
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  const client = new WebSocket(`ws://${bench.listen}`, options)
  const answers: string[] = []
  client.on('message', (data) => answers.push(String(data)))
  const closed = closeOf(client)
  await once(client, 'open')
  const peer = await accepted
  const peerClosed = closeOf(peer)
  peer.on('error', () => {})
  client.on('error', () => {})
  peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary }))
  peer.on('ping', (data) => pings.push(String(data)))
  onTestFinished(() => {
    client.terminate()
    server.close()
  })
  const say = async (text: string) => {
    const wanted = answers.length + 1
    client.send(text)
    await expect.poll(() => answers.length).toBe(wanted)
    return answers.at(-1)
  }
  return { client, peer, pings, say, answers, closed, peerClosed }
}

/** Resolves with the code of a close, also after an error. */
function closeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve))
}

describe.each([false, true])('compressed: %s', (perMessageDeflate) => {
  test('losePings: pings are lost, messages go on, and pings too when healed', async () => {
    const { client, pings, say } = await pair({ perMessageDeflate })
    expect(await say('before')).toBe('before')
    const fault = await faults.losePings(linkOf(bench), { direction: 'requests' })
    client.ping('a')
    client.ping('b')
    expect(await say('meanwhile')).toBe('meanwhile')
    expect(pings).toEqual([])
    await fault.heal()
    client.ping('c')
    await expect.poll(() => pings).toEqual(['c'])
    expect(outcome()).toEqual(['2 of 2 pings were lost'])
  })

  test('fragmentMessages: what is said is the same, in more frames', async () => {
    const { say } = await pair({ perMessageDeflate })
    const fault = await faults.fragmentMessages(linkOf(bench), { bytes: 10 })
    // A message may come in several pieces: where it begins is known after a silence.
    await delay(150)
    const text = Array.from({ length: 3_000 }, (_, i) => String(i * 7919)).join()
    expect(await say(text)).toBe(text)
    expect(await say('short')).toBe('short')
    await fault.heal()
    expect(await say(text)).toBe(text)
    expect(outcome()).toEqual(['2 of 2 long messages were cut into frames'])
  })
})

test('oversizeMessage: a receiver with a limit closes with 1009', async () => {
  const { say, closed } = await pair()
  expect(await say('x')).toBe('x')
  const fault = await faults.oversizeMessage(linkOf(bench), { bytes: 1_000_001 })
  await say('y')
  expect(await closed).toBe(1_009)
  await fault.heal()
  expect(outcome()).toEqual(['1 of 1 connections got such a message'])
})

test('closeWebSockets: both ends are closed, the near one with the code', async () => {
  const { client, say, closed, peerClosed } = await pair()
  expect(await say('x')).toBe('x')
  const fault = await faults.closeWebSockets(linkOf(bench), { code: 1_013 })
  client.send('y')
  expect(await closed).toBe(1_013)
  expect(await peerClosed).toBeGreaterThan(1_000)
  await fault.heal()
  expect(outcome()).toEqual(['1 of 1 connections were closed so'])
})

test('closeWebSockets from the near side: the server is told the code', async () => {
  const { client, say, peerClosed } = await pair()
  expect(await say('x')).toBe('x')
  await using _ = await faults.closeWebSockets(linkOf(bench), { code: 4_001, direction: 'requests' })
  client.send('y')
  expect(await peerClosed).toBe(4_001)
})

test('without a frame that they act on there is no evidence, and it is said why', async () => {
  const { say } = await pair()
  const pings = await faults.losePings(linkOf(bench))
  await say('no ping')
  await pings.heal()
  const closing = await faults.closeWebSockets(linkOf(bench))
  await delay(30)
  await closing.heal()
  expect(outcome()).toEqual([
    'no ping of the WebSocket protocol passed link',
    'no message passed link after which it could close',
  ])
})
