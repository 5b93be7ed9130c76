import { defineToxic, type Stage, type Stub } from './toxic-type.ts'

/**
 * Ours, not in the original. Connections that are accepted while it is there stay open and swallow everything, data and
 * ends, both ways, whichever stream it is listed under: the toxicity is the share of new connections that hang like this.
 * Connections older than the toxic are not touched, by an update neither. On removal, and on an update whose roll says so,
 * the connections it has taken hold of are closed, since their streams have holes.
 */
export const blackhole = defineToxic({
  name: 'blackhole',
  attributes: {},
  start: (stub) => (stub.fresh ? new BlackholeStage(stub) : undefined),
})

class BlackholeStage implements Stage<unknown> {
  readonly held = 0
  readonly #stub: Stub

  constructor(stub: Stub) {
    this.#stub = stub
    stub.divertOther(this)
  }

  data(chunk: Buffer): void {
    this.#stub.acted(chunk.length)
  }

  end(): void {
    this.#stub.acted(0)
  }

  update(): void {}

  remove(): void {
    this.#stub.acted(0)
    this.#stub.close()
  }

  dispose(): void {}
}
