import { defineToxic, type Ending, type Stage, type Stub, wholeNumber } from './toxic-type.ts'

interface LimitDataAttributes {
  /** Bytes that may pass */
  readonly bytes: number
}

/**
 * Passes so many bytes of its direction and then closes the connection: FIN to both sides, once what has passed was
 * delivered. The default 0 closes at the first byte. The count of what has passed survives updates; where a new limit is below it,
 * the next byte closes. On removal a connection that has not reached its limit goes on without one.
 */
export const limitData = defineToxic<LimitDataAttributes>({
  name: 'limit_data',
  attributes: { bytes: wholeNumber('bytes', 0, Number.MAX_SAFE_INTEGER) },
  start: (stub, attributes) => new LimitDataStage(stub, attributes),
})

/** Bytes passed per connection, kept while a roll has switched the toxic off. */
const passed = new WeakMap<Stub, number>()

class LimitDataStage implements Stage<LimitDataAttributes> {
  readonly held = 0
  readonly #stub: Stub
  #limit: number
  #reached = false

  constructor(stub: Stub, { bytes }: LimitDataAttributes) {
    this.#stub = stub
    this.#limit = bytes
  }

  data(chunk: Buffer): void {
    if (this.#reached) this.#stub.acted(chunk.length)
    else this.#count(chunk)
  }

  end(how: Ending): void {
    if (!this.#reached) this.#stub.passEnd(how)
  }

  update({ bytes }: LimitDataAttributes): void {
    this.#limit = bytes
  }

  remove(): void {}

  dispose(): void {}

  #count(chunk: Buffer): void {
    const before = passed.get(this.#stub) ?? 0
    const room = Math.max(0, this.#limit - before)
    const part = chunk.subarray(0, room)
    passed.set(this.#stub, before + part.length)
    if (part.length > 0) this.#stub.pass(part)
    if (chunk.length >= room) this.#reach(chunk.length - part.length)
  }

  #reach(swallowed: number): void {
    this.#reached = true
    this.#stub.acted(swallowed)
    this.#stub.passEnd('close')
  }
}
