import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** How a peer saw its stream end: FIN, RST, or an error of another name. */
export type Seen = 'fin' | string

/** One end of a connection under test: keeps what it got, and how its stream ended. */
export class Peer {
  readonly socket: Socket
  /** Resolves with 'fin' or with an error code such as ECONNRESET. */
  readonly ended: Promise<Seen>
  /** Undefined while the stream has not ended. */
  seen: Seen | undefined
  /** Bytes that have come. */
  received = 0
  readonly #chunks: Buffer[] = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk)
      this.received += chunk.length
    })
    this.ended = new Promise((resolve) => {
      const end = (seen: Seen) => {
        this.seen ??= seen
        resolve(this.seen)
      }
      socket.on('end', () => end('fin'))
      socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
      socket.on('close', () => end('closed by itself'))
    })
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get text(): string {
    return this.bytes.toString('latin1')
  }

  send(data: string | Buffer): void {
    this.socket.write(data)
  }

  /** Waits until at least `count` bytes have come, and gives them. */
  async receive(count: number): Promise<string> {
    while (this.received < count) await once(this.socket, 'data')
    return this.text
  }
}

/** A server under test that keeps what it accepts. */
export class Upstream implements AsyncDisposable {
  readonly server: Server
  readonly #accepted: Peer[] = []
  readonly #waiting: ((peer: Peer) => void)[] = []

  private constructor() {
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const peer = new Peer(socket)
      const waiting = this.#waiting.shift()
      if (waiting) waiting(peer)
      else this.#accepted.push(peer)
    })
  }

  static async listen(): Promise<Upstream> {
    const upstream = new Upstream()
    upstream.server.listen(0, '127.0.0.1')
    await once(upstream.server, 'listening')
    return upstream
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as { port: number }).port}`
  }

  /** The next connection, oldest first. */
  accept(): Promise<Peer> {
    const peer = this.#accepted.shift()
    return peer ? Promise.resolve(peer) : new Promise((resolve) => this.#waiting.push(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close()
  }
}

/** Dials `host:port`; half-open, so that a FIN is not answered by itself. */
export async function dial(address: string): Promise<Peer> {
  const peer = startDial(address)
  await once(peer.socket, 'connect')
  return peer
}

/** As `dial`, without waiting: for connections that may be reset before they are seen to be open. */
export function startDial(address: string): Peer {
  const [host, port] = address.split(':')
  return new Peer(connect({ host: host!, port: Number(port), allowHalfOpen: true, noDelay: true }))
}
