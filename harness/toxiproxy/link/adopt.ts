import {
  type AddressInfo,
  connect,
  createServer,
  type OnReadOpts,
  type Server,
  Socket,
  type SocketConstructorOpts,
} from 'node:net'
import { socketBufferBytes } from './limits.ts'

/** A connection that was accepted: makes its socket, which reads into buffers of ours where the server adopts. To be called once. */
export type Accepted = (onread?: OnReadOpts) => Socket

/** What Node keeps to itself about a server: how it is given connections, as the system knows them. */
interface Inner {
  readonly _handle?: {
    onconnection?: (status: number, connection: SocketConstructorOpts['handle']) => void
  }
}

const options = { allowHalfOpen: true, highWaterMark: socketBufferBytes }

/** Longest wait for the trial to come through, ms. It takes a few. */
const trialMs = 1_000

/**
 * A server, not listening yet. Node takes `onread` when a socket is constructed, and a server constructs those of its connections by
 * itself, without. So one that adopts takes its connections from the system and constructs their sockets here, with
 * names that Node does not document: docs/decisions/0008-accepted-connections-are-adopted.md. Only where `adopts` says yes.
 */
export function acceptor(adopts: boolean, accepted: (connection: Accepted) => void): Server {
  const server = createServer({ ...options, noDelay: true }, (socket) => accepted(() => socket))
  return adopts ? server.on('listening', () => takeConnections(server, accepted)) : server
}

function takeConnections(server: Server, accepted: (connection: Accepted) => void): void {
  const { _handle: listener } = server as unknown as Inner
  const theirs = listener?.onconnection
  if (!listener || !theirs) return
  listener.onconnection = (status, handle) => {
    // Out of descriptors, for one: that is the server's to tell.
    if (status !== 0) theirs.call(listener, status, handle)
    else accepted((onread) => new Socket({ ...options, handle, ...(onread && { onread }) }).setNoDelay(true))
  }
}

let trial: Promise<boolean> | undefined

/** Whether an `acceptor` that adopts does with this Node what it should. Tried once in a process, with a connection of its own. */
export function adopts(): Promise<boolean> {
  trial ??= works((accepted) => acceptor(true, accepted))
  return trial
}

/** Whether a socket made so carries a byte and an end each way. */
export async function works(
  serverOf: (accepted: (connection: Accepted) => void) => Server,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const sockets: Socket[] = []
  const opened = (socket: Socket) => {
    sockets.push(socket)
    return socket.on('error', () => resolve(false))
  }
  const server = serverOf((accepted) => {
    try {
      const buffer = Buffer.alloc(2)
      const socket = opened(accepted({ buffer, callback: () => true }))
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
