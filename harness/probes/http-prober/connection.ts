import { connect, type Socket } from 'node:net'
import { type Answer, parseAnswer } from './answer.ts'

/** All connections read into one buffer: a read is handed on before the next one begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024)

/** How a request on a connection ended. `error`: errno, `protocol`, or `ECONNCLOSED` (closed before the answer was whole). */
export type Ended =
  | { readonly answer: Answer }
  | {
      readonly error: string
      /** Nothing of an answer came. */
      readonly unanswered: boolean
    }

/** One keep-alive HTTP/1.1 connection; carries one request at a time. */
export class Connection {
  readonly #socket: Socket
  readonly #onFree: (connection: Connection) => void
  readonly #onGone: (connection: Connection) => void
  #received = ''
  #done: ((ended: Ended) => void) | undefined

  /**
   * Starts to connect; a request may be sent at once.
   * @param onFree the answer is in and the connection can carry another request
   * @param onGone it cannot be used any more; called for idle connections, too
   */
  constructor(
    address: { readonly host: string; readonly port: number },
    onFree: (connection: Connection) => void,
    onGone: (connection: Connection) => void,
  ) {
    this.#onFree = onFree
    this.#onGone = onGone
    const onread = { buffer: readBuffer, callback: (bytes: number) => this.#read(bytes) }
    this.#socket = connect({ host: address.host, port: address.port, noDelay: true, onread })
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.name))
    this.#socket.on('end', () => this.#peerClosed())
    this.#socket.on('close', () => this.#fail('ECONNCLOSED'))
  }

  /** Sends a request; `done` is called once, unless the connection is abandoned first. */
  send(request: Buffer, done: (ended: Ended) => void): void {
    this.#received = ''
    this.#done = done
    this.#socket.write(request)
  }

  /** Gives the request up: the connection is closed and `done` is not called. */
  abandon(): void {
    this.#done = undefined
    this.#socket.destroy()
  }

  #read(bytes: number): boolean {
    this.#received += readBuffer.toString('latin1', 0, bytes)
    // Bytes on an idle connection answer nothing.
    if (this.#done) this.#take(false)
    else this.#fail('protocol')
    return true
  }

  #take(ended: boolean): void {
    const parsed = parseAnswer(this.#received, ended)
    if (parsed === 'incomplete') return
    if (parsed === 'protocol') {
      this.#fail('protocol')
      return
    }
    const done = this.#done
    this.#done = undefined
    if (parsed.reusable) this.#onFree(this)
    else this.#socket.destroy()
    done?.({ answer: parsed })
  }

  #peerClosed(): void {
    if (this.#done) this.#take(true)
    this.#fail('ECONNCLOSED')
  }

  #fail(error: string): void {
    const done = this.#done
    this.#done = undefined
    this.#socket.destroy()
    this.#onGone(this)
    done?.({ error, unanswered: this.#received === '' })
  }
}
