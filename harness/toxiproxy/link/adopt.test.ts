import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { type Accepted, acceptor, adopts, works } from './adopt.ts'

test('this Node lets accepted connections be adopted: without that, uploads cost twice the CPU', async () => {
  expect(await adopts()).toBe(true)
})

type Take = (connection: Accepted) => void

test.concurrent.each([
  ['ignores the buffer', (take: Take) => acceptor(false, take)],
  ['ignores the connection', (take: Take) => acceptor(true, () => take(() => new Socket()))],
  [
    'refuses',
    (take: Take) =>
      acceptor(true, () =>
        take(() => {
          throw new TypeError('no such option')
        }),
      ),
  ],
])('a Node that %s is told by the trial', async (_, serverOf) => {
  expect(await works(serverOf)).toBe(false)
})

test('an adopted connection reads into the buffer it was given, and its server keeps no account of it', async () => {
  const buffer = Buffer.alloc(4)
  const reads: string[] = []
  const callback = (bytes: number, into: Uint8Array) => reads.push(String(into.subarray(0, bytes))) > 0
  await using server = acceptor(true, (accepted) => {
    const socket = accepted({ buffer, callback })
    socket.on('end', () => socket.end(`${socket.bytesRead}`))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = connect((server.address() as { port: number }).port, '127.0.0.1').end('12345678')
  expect(String((await once(client, 'data'))[0])).toBe('8')
  expect(reads).toEqual(['1234', '5678'])
  expect(String(buffer)).toBe('5678')
  const { promise, resolve } = Promise.withResolvers()
  server.getConnections((_, count) => resolve(count))
  expect(await promise).toBe(0)
})

test('a connection that cannot be accepted is told as an error of the server', async () => {
  await using server = acceptor(true, () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const told = once(server, 'error')
  // What the system says when the process has no descriptors left, EMFILE.
  const { _handle: listener } = server as unknown as { _handle: { onconnection(status: number): void } }
  listener.onconnection(-24)
  expect((await told)[0]).toMatchObject({ code: 'EMFILE' })
})
