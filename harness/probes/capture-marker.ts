import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/**
 * A datagram sent to ourselves, to be seen in a capture: what was sent before it has been captured before it, so that
 * once it is there nothing older is missing. The program that captures would otherwise drop what it has not read yet.
 */
export class CaptureMarker implements Disposable {
  /** Part of a capture filter that lets the marker through. */
  readonly filter: string
  readonly #socket: Socket
  readonly #port: number
  readonly #bytes = randomBytes(16)
  readonly #seen = Promise.withResolvers<void>()
  #tail = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#port = socket.address().port
    this.filter = `(udp and host 127.0.0.1 and port ${this.#port})`
  }

  static async open(): Promise<CaptureMarker> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return new CaptureMarker(socket)
  }

  /** Sends the marker; resolves once `look` was given it. */
  async pass(): Promise<void> {
    this.#socket.send(this.#bytes, this.#port, '127.0.0.1')
    await this.#seen.promise
  }

  /** Takes the next bytes of the capture. */
  look(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk])
    if (this.#tail.includes(this.#bytes)) this.#seen.resolve()
    // It may have been cut in two.
    this.#tail = this.#tail.subarray(-this.#bytes.length)
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}
