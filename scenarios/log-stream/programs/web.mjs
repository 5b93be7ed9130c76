import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT, IDLE_MS = '2000' } = process.env

const idle = new WeakMap()

/** Answers every request, and closes a connection on which nothing came for IDLE_MS: by a timer of its own, as Node's adds a second. */
const server = createServer((request, answer) => {
  const { socket } = request
  clearTimeout(idle.get(socket))
  answer.on('finish', () =>
    idle.set(
      socket,
      setTimeout(() => socket.end(), Number(IDLE_MS)),
    ),
  )
  request.resume().on('end', () => answer.end('taken\n'))
})
server.keepAliveTimeout = 0
server.listen(Number(PORT), HOST, () => console.log('listening'))
