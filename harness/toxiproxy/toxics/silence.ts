import { defineToxic, type Stage, type Stub } from './toxic-type.ts'

/**
 * Ours, not in the original. Swallows its direction for ever on the connections that are open when it is added, and keeps them open, also
 * when the sending side has gone. Connections made later are not touched, as behind a middle box that has lost its table.
 * On removal it closes the connections that it has swallowed from, since their streams have holes; the others go on.
 */
export const silence = defineToxic<Record<never, never>>({
  name: 'silence',
  attributes: {},
  openOnly: true,
  start: (stub) => new SilenceStage(stub),
})

class SilenceStage implements Stage<unknown> {
  readonly held = 0
  readonly #stub: Stub
  #swallowed = false

  constructor(stub: Stub) {
    this.#stub = stub
  }

  data(chunk: Buffer): void {
    this.#swallowed = true
    this.#stub.acted(chunk.length)
  }

  end(): void {
    this.#swallowed = true
    this.#stub.acted(0)
  }

  update(): void {}

  remove(): void {
    if (this.#swallowed) this.#stub.close()
  }

  dispose(): void {}
}
