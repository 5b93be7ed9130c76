import { defineToxic, type Ending, milliseconds, type Stage, type Stub } from './toxic-type.ts'

interface TimeoutAttributes {
  /** ms until the connection is closed; 0 = never */
  readonly timeout: number
}

/**
 * Swallows all data of its direction, and closes the connection (FIN to both sides) after the timeout, which counts from
 * the moment the toxic takes hold of the connection or is updated; traffic does not re-arm it. With 0 it swallows until
 * a side ends: then, with any timeout, both sides are closed at once, since nothing more can pass between them.
 * On removal it closes every connection it has taken hold of, since their streams may have holes.
 */
export const timeout = defineToxic<TimeoutAttributes>({
  name: 'timeout',
  attributes: { timeout: milliseconds },
  start: (stub, attributes) => new TimeoutStage(stub, attributes),
})

class TimeoutStage implements Stage<TimeoutAttributes> {
  readonly held = 0
  readonly #stub: Stub
  #timer: NodeJS.Timeout | undefined

  constructor(stub: Stub, attributes: TimeoutAttributes) {
    this.#stub = stub
    this.update(attributes)
  }

  data(chunk: Buffer): void {
    this.#stub.acted(chunk.length)
  }

  /** A crash must not look like an orderly end. */
  end(how: Ending): void {
    this.#stub.acted(0)
    if (how === 'reset') this.#stub.reset()
    else this.#stub.close()
  }

  halfClosed(): void {
    this.end('fin')
  }

  update({ timeout }: TimeoutAttributes): void {
    clearTimeout(this.#timer)
    if (timeout > 0) this.#timer = setTimeout(() => this.remove(), timeout)
  }

  remove(): void {
    this.#stub.acted(0)
    this.#stub.close()
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }
}
