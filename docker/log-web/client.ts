import type { ServerResponse } from 'node:http'

/** Ends when what was sent before has been taken. */
let turn: Promise<void> = Promise.resolve()

/** The browser at the other end of a stream. */
export class Client {
  readonly #response: ServerResponse
  /** Each piece is sent before `send` resolves. */
  readonly waits: boolean
  readonly #closed: Promise<void>
  #gone = false

  readonly #inTurn: boolean

  /**
   * @param waits whether `send` waits until the client has taken what was sent
   * @param inTurn whether it waits besides until every other client has taken what was sent to it before
   */
  constructor(
    response: ServerResponse,
    { waits, inTurn }: { readonly waits: boolean; readonly inTurn: boolean },
  ) {
    this.#inTurn = inTurn
    this.#response = response
    this.waits = waits
    this.#closed = new Promise((resolve) => {
      response.on('close', () => {
        this.#gone = true
        resolve()
      })
    })
    // Its 'close' follows.
    response.on('error', () => {})
  }

  /** Nothing can be sent to it any more; known only from a write that failed. */
  get gone(): boolean {
    return this.#gone
  }

  /**
   * Sends a piece. Where the client is waited for, resolves when it was handed to the network, so that its memory may be
   * used again; else at once.
   */
  send(piece: Buffer | string): Promise<void> {
    if (!this.#inTurn) return this.#send(piece)
    turn = turn.then(() => this.#send(piece))
    return turn
  }

  async #send(piece: Buffer | string): Promise<void> {
    const sent = Promise.withResolvers<void>()
    this.#response.write(piece, () => sent.resolve())
    if (this.waits && !this.#gone) await Promise.race([sent.promise, this.#closed])
  }
}
