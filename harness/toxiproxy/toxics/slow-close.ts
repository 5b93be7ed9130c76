import { defineToxic, type Ending, milliseconds, type Stage, type Stub } from './toxic-type.ts'

interface SlowCloseAttributes {
  /** ms */
  readonly delay: number
}

/**
 * Delays the end of its direction, FIN or RST, and nothing else. A new delay counts from when the end came.
 * On removal an end that waits goes out at once.
 */
export const slowClose = defineToxic<SlowCloseAttributes>({
  name: 'slow_close',
  attributes: { delay: milliseconds },
  start: (stub, attributes) => new SlowCloseStage(stub, attributes),
})

class SlowCloseStage implements Stage<SlowCloseAttributes> {
  readonly held = 0
  readonly #stub: Stub
  #delay: number
  #ending: { readonly how: Ending; readonly came: number } | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(stub: Stub, { delay }: SlowCloseAttributes) {
    this.#stub = stub
    this.#delay = delay
  }

  data(chunk: Buffer): void {
    this.#stub.pass(chunk)
  }

  end(how: Ending): void {
    this.#ending = { how, came: performance.now() }
    this.#stub.acted(0)
    this.#arm()
  }

  update({ delay }: SlowCloseAttributes): void {
    this.#delay = delay
    if (this.#ending) this.#arm()
  }

  remove(): void {
    const ending = this.#ending
    this.#ending = undefined
    clearTimeout(this.#timer)
    if (ending) this.#stub.passEnd(ending.how)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#ending = undefined
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const wait = this.#ending!.came + this.#delay - performance.now()
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#arm(), Math.ceil(wait))
      return
    }
    this.#stub.waited(performance.now() - this.#ending!.came)
    this.remove()
  }
}
