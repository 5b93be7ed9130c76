import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { headerOf, readAnswerHead, withHeader } from './answer-head.ts'

/** A socket whose far end does what the test says. */
async function socketTo(serve: (socket: Socket) => void): Promise<Socket> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1' })
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  return socket
}

test('reads a head that comes in pieces and keeps what follows', async () => {
  const socket = await socketTo(async (far) => {
    for (const piece of ['HTTP/1.1 200 OK\r\nFly-Re', 'play: instance=a \r\n', '\r', '\nrest']) {
      far.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  const head = await readAnswerHead(socket)
  expect(head).toMatchObject({ status: 200 })
  expect(String(head?.rest)).toBe('rest')
  expect(head && headerOf(head, 'fly-replay')).toBe('instance=a')
  expect(head && headerOf(head, 'replay')).toBeUndefined()
  expect(head && withHeader(head, 'edge-path', 'a>b')).toBe(
    'HTTP/1.1 200 OK\r\nedge-path: a>b\r\nFly-Replay: instance=a \r\n\r\n',
  )
})

test.each<[string, (socket: Socket) => void]>([
  ['ends before', (far) => far.end()],
  ['resets', (far) => void far.resetAndDestroy()],
  ['ends in the middle of it', (far) => far.end('HTTP/1.1 200 OK\r\n')],
  ['sends something else', (far) => far.end('SSH-2.0\r\n\r\n')],
])('gives nothing when the relay %s', async (_, serve) => {
  expect(await readAnswerHead(await socketTo(serve))).toBeUndefined()
})
