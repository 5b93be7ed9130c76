import { defineToxic, milliseconds, type Stage, type Stub } from './toxic-type.ts'

interface ResetPeerAttributes {
  /** ms until the reset; 0 = at once */
  readonly timeout: number
}

/**
 * Resets the connection: a real RST to the client, and to the upstream too, as from a middlebox that lost its state.
 * The timeout counts from the moment the toxic takes hold of the connection or is updated; it needs no data to come by.
 * With 0 every open connection is reset before the request that adds the toxic is answered. Until the reset the
 * data and the end of its direction are swallowed.
 * On removal connections of which nothing was swallowed go on; the others are reset, since their streams have holes.
 */
export const resetPeer = defineToxic<ResetPeerAttributes>({
  name: 'reset_peer',
  attributes: { timeout: milliseconds },
  start: (stub, attributes) => new ResetPeerStage(stub, attributes),
})

class ResetPeerStage implements Stage<ResetPeerAttributes> {
  readonly held = 0
  readonly #stub: Stub
  #swallowed = false
  #timer: NodeJS.Timeout | undefined

  constructor(stub: Stub, attributes: ResetPeerAttributes) {
    this.#stub = stub
    this.update(attributes)
  }

  data(chunk: Buffer): void {
    this.#swallowed = true
    this.#stub.acted(chunk.length)
  }

  end(): void {
    this.#swallowed = true
    this.#stub.acted(0)
  }

  update({ timeout }: ResetPeerAttributes): void {
    clearTimeout(this.#timer)
    if (timeout > 0) this.#timer = setTimeout(() => this.#reset(), timeout)
    else this.#reset()
  }

  remove(): void {
    if (this.#swallowed) this.#reset()
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }

  #reset(): void {
    this.#stub.acted(0)
    this.#stub.reset()
  }
}
