import { connect, type OnReadOpts, type Socket } from 'node:net'
import type { HostPort } from '../address.ts'
import type { Carried } from '../metrics/traffic.ts'
import type { Settings } from '../settings.ts'
import type { Stream } from '../toxic.ts'
import type { ToxicCollection } from '../toxic-collection.ts'
import type { Sink } from '../toxics/toxic-type.ts'
import type { Accepted } from './adopt.ts'
import { type Flow, flowOf } from './flow.ts'
import { Landing } from './landing.ts'
import { lingerMs, socketBufferBytes } from './limits.ts'
import { Link, type LinkOwner, resetSocket } from './link.ts'
import { type TurnCount, Turns } from './turns.ts'

export interface ConnectionContext {
  readonly proxy: string
  /** How many connections the proxy had accepted before. */
  readonly number: number
  readonly upstream: HostPort
  readonly toxics: ToxicCollection
  readonly settings: Settings
  /** Of all connections of the proxy. */
  readonly turnCount: TurnCount
  readonly dialFailed: (error: Error) => void
  readonly closed: () => void
}

/**
 * A client's connection, its counterpart to the upstream and the two links between them. The links are in place from the
 * moment the client is accepted, so that a toxic acts on it while the upstream is still being dialled.
 */
export class Connection implements LinkOwner {
  readonly seed: number
  readonly proxy: string
  readonly number: number
  readonly turns: Turns
  readonly links: readonly [up: Link, down: Link]
  readonly #context: ConnectionContext
  readonly #client: Socket
  readonly #upstream: Socket
  #open = true

  constructor(accepted: Accepted, context: ConnectionContext) {
    this.seed = context.settings.seed
    this.proxy = context.proxy
    this.number = context.number
    this.turns = new Turns(context.turnCount)
    this.#context = context
    const [up, down] = [context.settings.adopts ? new Landing() : undefined, new Landing()]
    this.#client = accepted(up && this.#readInto(up, 0))
    this.#upstream = connect({ ...dialOptions(context.upstream), onread: this.#readInto(down, 1) })
    this.links = [
      new Link('upstream', this.#client, this.#upstream, this, up),
      new Link('downstream', this.#upstream, this.#client, this, down),
    ]
  }

  /** Bytes so far. What waits in a socket counts as sent. */
  get carried(): Readonly<Record<Stream, Carried>> {
    const [client, upstream] = [this.#client, this.#upstream]
    return {
      upstream: { received: client.bytesRead, sent: upstream.bytesWritten ?? 0 },
      downstream: { received: upstream.bytesRead, sent: client.bytesWritten ?? 0 },
    }
  }

  /** Both of its TCP connections, as far as they are there. */
  get flows(): readonly Flow[] {
    return [flowOf(this.#client, 'accepted'), flowOf(this.#upstream, 'dialled')].filter(
      (flow) => flow !== undefined,
    )
  }

  start(): void {
    this.#watchDial()
    const closed = () => this.#socketClosed()
    for (const socket of [this.#client, this.#upstream]) socket.on('close', closed)
    // What an error means is said by the 'close' that follows it.
    this.#client.on('error', ignore)
    for (const link of this.links) link.start(this.#context.toxics.of(link.stream))
  }

  divert(stream: Stream, sink: Sink): void {
    for (const link of this.links) if (link.stream === stream) link.divert(sink)
  }

  answer(stream: Stream, chunk: Buffer): void {
    for (const link of this.links) if (link.stream === stream) link.take(chunk)
  }

  halfClosed(): void {
    for (const link of this.links) link.halfClosed()
  }

  /** Ends both sides with FIN, at once and even if toxics hold data. */
  close(): void {
    if (!this.#finish()) return
    closeSocket(this.#client)
    closeSocket(this.#upstream)
  }

  /** Tears down both sides with RST. */
  reset(): void {
    if (!this.#finish()) return
    resetSocket(this.#client)
    resetSocket(this.#upstream)
  }

  /** @param link index of the one whose source it is */
  #readInto(landing: Landing, link: 0 | 1): OnReadOpts {
    const callback = (bytes: number) => {
      this.links[link].landed(bytes)
      return true
    }
    return { buffer: () => landing.buffer, callback }
  }

  #watchDial(): void {
    const { dialTimeoutMs } = this.#context.settings
    const upstream = this.#upstream
    const deadline = setTimeout(
      () => upstream.destroy(new Error(`not connected after ${dialTimeoutMs} ms`)),
      dialTimeoutMs,
    )
    let dialling = true
    const over = () => {
      dialling = false
      clearTimeout(deadline)
    }
    upstream.on('connect', over).on('close', over)
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      // An upstream that accepted and tore down at once, and not one that refused: the link sees its end.
      if (!dialling || error.code === 'ECONNRESET') return
      this.#context.dialFailed(error)
      this.#finish()
      this.#client.destroy()
    })
  }

  #socketClosed(): void {
    if (this.#client.closed && this.#upstream.closed) this.#finish()
  }

  /** Takes the toxics off. @returns false when that was done before */
  #finish(): boolean {
    if (!this.#open) return false
    this.#open = false
    for (const link of this.links) link.dispose()
    this.#context.closed()
    return true
  }
}

function dialOptions(upstream: HostPort) {
  return { ...upstream, allowHalfOpen: true, noDelay: true, highWaterMark: socketBufferBytes }
}

const ignore = () => {}

/** Sends a FIN and reads on for a while: closing with unread data would send an RST. */
function closeSocket(socket: Socket): void {
  if (socket.connecting) socket.destroy()
  if (socket.destroyed) return
  socket.removeAllListeners('data')
  socket.resume()
  socket.end()
  const deadline = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(deadline))
}
