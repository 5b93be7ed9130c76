import { connect, type Socket } from 'node:net'
import type { HostPort } from '../address.ts'
import type { Settings } from '../settings.ts'
import type { Stream } from '../toxic.ts'
import type { ToxicCollection } from '../toxic-collection.ts'
import type { Sink } from '../toxics/toxic-type.ts'
import { lingerMs, socketBufferBytes } from './limits.ts'
import { Link, type LinkOwner, resetSocket } from './link.ts'

export interface ConnectionContext {
  readonly proxy: string
  /** How many connections the proxy had accepted before. */
  readonly number: number
  readonly upstream: HostPort
  readonly toxics: ToxicCollection
  readonly settings: Settings
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
  readonly links: readonly [up: Link, down: Link]
  readonly #context: ConnectionContext
  readonly #client: Socket
  readonly #upstream: Socket
  #open = true

  constructor(client: Socket, context: ConnectionContext) {
    this.seed = context.settings.seed
    this.proxy = context.proxy
    this.number = context.number
    this.#context = context
    this.#client = client
    this.#upstream = connect(dialOptions(context.upstream))
    this.links = [
      new Link('upstream', client, this.#upstream, this),
      new Link('downstream', this.#upstream, client, this),
    ]
  }

  start(): void {
    this.#watchDial()
    for (const socket of [this.#client, this.#upstream]) {
      // What an error means is said by the 'close' that follows it.
      socket.on('error', () => {})
      socket.on('close', () => this.#socketClosed())
    }
    for (const link of this.links) link.start(this.#context.toxics.of(link.stream))
  }

  divert(stream: Stream, sink: Sink): void {
    for (const link of this.links) if (link.stream === stream) link.divert(sink)
  }

  /** Ends both sides with FIN, at once and whatever toxics hold. */
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

  #watchDial(): void {
    const { dialTimeoutMs } = this.#context.settings
    const upstream = this.#upstream
    const failed = (error: NodeJS.ErrnoException) => {
      // An upstream that accepted and tore down at once, and not one that refused: the link sees its end.
      if (error.code === 'ECONNRESET') return
      this.#context.dialFailed(error)
      this.#finish()
      this.#client.destroy()
    }
    const deadline = setTimeout(
      () => upstream.destroy(new Error(`not connected after ${dialTimeoutMs} ms`)),
      dialTimeoutMs,
    )
    upstream.once('error', failed)
    upstream.once('connect', () => upstream.off('error', failed))
    for (const over of ['connect', 'close']) upstream.once(over, () => clearTimeout(deadline))
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
