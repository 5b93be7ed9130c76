import { createSocket, type Socket } from 'node:dgram'
import { messageOf } from '../../errors.ts'
import type { Address } from '../runtime.ts'
import type { Told } from './bind-in.ts'

/**
 * Opens a UDP socket in the network namespace in which this process was started, hands it to the harness and ends: a socket stays in the namespace in
 * which it was made.
 */
const tell = (words: Told, socket?: Socket) => process.send!(words, socket, {}, () => process.exit())

process.on('disconnect', () => process.exit())

process.once('message', ({ host, port }: Address) => {
  const socket = createSocket('udp4').on('error', (error) => tell({ failed: messageOf(error) }))
  socket.bind(port, host, () => tell({}, socket))
})
