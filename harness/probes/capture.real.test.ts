import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MissingPartError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import { startCapture } from './capture.ts'

const env = { PATH: process.env.PATH ?? '' }

let server: Server
let accepted: Promise<[Socket]>
let port: number

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  accepted = once(server, 'connection') as Promise<[Socket]>
})

afterEach(() => void server.close())

/** Why this machine cannot capture; undefined when it can. */
const missing = await startCapture({ device: 'lo', ports: [1], env }).then(
  async (capture) => {
    await capture[Symbol.asyncDispose]()
  },
  (error) => {
    if (error instanceof MissingPartError) return error.message
    throw error
  },
)

test.skipIf(missing !== undefined).each(['lo', 'any'] as const)(
  'sees a connection on %s, each moment on the harness clock',
  async (device) => {
    await using capture = await startCapture({ device, ports: [port], hosts: ['127.0.0.1'], env })
    const moments = [now()]
    const client = connect(port, '127.0.0.1').on('error', () => {})
    const closed = new Promise((resolve) => client.once('close', resolve))
    const [peer] = await accepted
    moments.push(now())
    client.write('hello')
    await once(peer, 'data')
    moments.push(now())
    peer.resetAndDestroy()
    await closed
    moments.push(now())

    const packets = await capture.stop()
    const found = [
      packets.find(({ flags, dport }) => flags.syn && dport === port),
      packets.find(({ payload, dport }) => String(payload) === 'hello' && dport === port),
      packets.find(({ flags, sport }) => flags.rst && sport === port),
    ]
    // The wall clock is mapped onto the monotonic one to well under a millisecond.
    const slack = 0.5e6
    found.forEach((packet, i) => {
      expect(packet!.at).toBeGreaterThan(moments[i]! - slack)
      expect(packet!.at).toBeLessThan(moments[i + 1]! + slack)
    })
    expect(packets.filter(({ flags }) => flags.rst)).toHaveLength(1)
  },
)

test.skipIf(missing !== undefined)('a capture that was ended before gives nothing back', async () => {
  const capture = await startCapture({ device: 'lo', ports: [port], env })
  await capture[Symbol.asyncDispose]()
  await expect(capture.stop()).rejects.toThrow(/tcpdump ended with SIGKILL/)
})

test('without tcpdump on the PATH, the missing part is named', async () => {
  const refused = startCapture({ device: 'lo', env: { PATH: '/nonexistent' } })
  await expect(refused).rejects.toThrow(MissingPartError)
  await expect(refused).rejects.toThrow(/tcpdump is not on the PATH/)
})
