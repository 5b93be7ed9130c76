import {
  type AddressInfo,
  connect,
  createServer,
  type OnReadOpts,
  Socket,
  type SocketConstructorOpts,
} from 'node:net'
import { socketBufferBytes } from './limits.ts'

/** What Node keeps to itself about a socket: the connection as the system knows it. */
interface Inner {
  _handle: SocketConstructorOpts['handle'] | null
}

/** Longest wait for the trial to come through, ms. It takes a few. */
const trialMs = 1_000

/**
 * The connection of `accepted` as a socket that reads into buffers of ours. Node takes `onread` when a socket is constructed, and a
 * server constructs those that it accepts by itself, without. So the connection moves into one constructed here, with
 * two names that Node does not document: docs/decisions/0008-accepted-connections-are-adopted.md. Only where `adopts` says yes.
 */
export function adopt(accepted: Socket, onread: OnReadOpts): Socket {
  const inner = accepted as unknown as Inner
  const options = { handle: inner._handle!, allowHalfOpen: true, highWaterMark: socketBufferBytes, onread }
  inner._handle = null
  // Its server counts it as open until then.
  accepted.destroy()
  return new Socket(options)
}

let trial: Promise<boolean> | undefined

/** Whether `adopt` does with this Node what it should. Tried once in a process, with a connection of its own. */
export function adopts(): Promise<boolean> {
  trial ??= works(adopt)
  return trial
}

/** Whether a socket adopted so carries a byte and an end each way. */
export async function works(how: typeof adopt): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const sockets: Socket[] = []
  const opened = (socket: Socket) => {
    sockets.push(socket)
    return socket.on('error', () => resolve(false))
  }
  const server = createServer({ allowHalfOpen: true }, (accepted) => {
    opened(accepted)
    try {
      const buffer = Buffer.alloc(2)
      const socket = opened(how(accepted, { buffer, callback: () => true }))
      socket.on('end', () => socket.end(buffer.subarray(0, 1)))
    } catch {
      resolve(false)
    }
  })
  server.on('error', () => resolve(false))
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    const client = opened(connect(port, '127.0.0.1').end('?'))
    client.on('data', (answer) => resolve(String(answer) === '?'))
  })
  const deadline = setTimeout(resolve, trialMs, false)
  const outcome = await promise
  clearTimeout(deadline)
  for (const socket of sockets) socket.destroy()
  server.close()
  return outcome
}
