import { createSocket, type Socket } from 'node:dgram'
import { createServer, type Server } from 'node:net'
import { messageOf } from '../../errors.ts'
import type { Asked, Told } from './opener.ts'

/**
 * Opens sockets in the network namespace in which this process was started and hands them to the harness: a socket stays in the namespace in which
 * it was made. Ends when the harness does.
 */
const tell = (words: Told, socket?: Server | Socket) => process.send!(words, socket)

const fail = (error: unknown) => tell({ failed: messageOf(error) })

process.on('disconnect', () => process.exit())

process.on('message', ({ kind, host, port }: Asked) => {
  if (kind === 'tcp') {
    const server = createServer().on('error', fail)
    server.listen({ host, port }, () => tell({}, server))
  } else {
    const socket = createSocket('udp4').on('error', fail)
    socket.bind(port, host, () => tell({}, socket))
  }
})

tell({ ready: true })
