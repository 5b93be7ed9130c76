import { WebSocket } from 'ws'
import { type EventOf, HarnessError, type Journal } from '../../../door.ts'

type NewStream = Omit<EventOf<'stream'>, 'at' | 'kind' | 'stream' | 'path'>

export interface ClientSocketsOptions {
  /** `ws://host:port` of what clients ask. */
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
  readonly journal: Pick<Journal, 'append'>
  /** How long one may take to carry its first message there and back, real ms. */
  readonly timeoutMs: number
}

/** WebSockets that clients hold open to hosts, each of which has carried a message there and back. Disposing it leaves all of them. */
export class ClientSockets implements Disposable {
  readonly #options: ClientSocketsOptions
  readonly #sockets: WebSocket[] = []
  #left = false

  constructor(options: ClientSocketsOptions) {
    this.#options = options
  }

  /** Opens one to each path. Resolves with their names in the journal. @throws HarnessError when one carries nothing in time */
  async open(paths: readonly string[]): Promise<string[]> {
    return Promise.all(paths.map((path) => this.#openOne(`client-${this.#sockets.length + 1}`, path)))
  }

  #openOne(name: string, path: string): Promise<string> {
    const { origin, headers, timeoutMs } = this.#options
    const socket = new WebSocket(`${origin}${path}`, { headers, perMessageDeflate: false })
    this.#sockets.push(socket)
    const note = (event: Pick<NewStream, 'state'> & Partial<NewStream>) => {
      if (!this.#left) this.#options.journal.append({ kind: 'stream', stream: name, path, ...event })
    }
    note({ state: 'asked' })
    let error: string | undefined
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => fail(`carried nothing within ${timeoutMs} ms`), timeoutMs)
      const fail = (why: string) => {
        clearTimeout(late)
        reject(new HarnessError(`${name} on ${path}: ${why}`))
      }
      socket.on('open', () => {
        note({ state: 'answered', status: 101 })
        socket.send(name)
      })
      socket.once('message', () => {
        clearTimeout(late)
        note({ state: 'first' })
        resolve(name)
      })
      socket.on('error', ({ message }) => {
        error ??= message
      })
      socket.on('close', (code) => {
        // 1005 and 1006 are no codes that somebody sent.
        const closed = code !== 1005 && code !== 1006
        if (closed) note({ state: 'ended', whole: true, code })
        else note({ state: 'failed', code, error: error ?? 'ended without a close code' })
        fail(error ?? `closed with ${code}`)
      })
    })
  }

  [Symbol.dispose](): void {
    this.#left = true
    for (const socket of this.#sockets) socket.terminate()
  }
}
