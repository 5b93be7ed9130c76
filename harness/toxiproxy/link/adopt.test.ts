import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { adopt, adopts, works } from './adopt.ts'

test('this Node lets accepted sockets be adopted: without that, uploads cost twice the CPU', async () => {
  expect(await adopts()).toBe(true)
})

test.concurrent.each([
  ['ignores the buffer', (accepted: Socket) => accepted],
  ['ignores the connection', () => new Socket()],
  [
    'refuses',
    () => {
      throw new TypeError('no such option')
    },
  ],
])('a Node that %s is told by the trial', async (_, how) => {
  expect(await works(how)).toBe(false)
})

test('an adopted socket reads into the buffer it was given, and its server counts it no longer', async () => {
  await using server = createServer({ allowHalfOpen: true })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const buffer = Buffer.alloc(4)
  const reads: string[] = []
  const callback = (bytes: number, into: Uint8Array) => reads.push(String(into.subarray(0, bytes))) > 0
  server.on('connection', (accepted) => {
    const socket = adopt(accepted, { buffer, callback })
    socket.on('end', () => socket.end(`${socket.bytesRead}`))
  })
  const client = connect((server.address() as { port: number }).port, '127.0.0.1').end('12345678')
  expect(String((await once(client, 'data'))[0])).toBe('8')
  expect(reads).toEqual(['1234', '5678'])
  expect(String(buffer)).toBe('5678')
  const { promise, resolve } = Promise.withResolvers()
  server.getConnections((_, count) => resolve(count))
  expect(await promise).toBe(0)
})
