import { defineToxic, type Stage, type Stub } from './toxic-type.ts'

/**
 * Ours, not in the original. Swallows its direction forever on the connections that are open when it is added, and keeps them open, also
 * when the sending side has gone. Connections made later are not touched, as behind a middle box that has lost its table.
 * On removal it closes the connections that it has swallowed from, since their streams have holes; the others go on.
 */
export const silence = defineToxic<Record<never, never>>({
  name: 'silence',
  attributes: {},
  openOnly: true,
  start: (stub) => new SilenceStage(stub, 'swallowed'),
})

/** Swallows everything. @param closes on removal: all connections, or those that it has swallowed from */
export class SilenceStage implements Stage<unknown> {
  readonly held = 0
  readonly #stub: Stub
  #closes: boolean

  constructor(stub: Stub, closes: 'all' | 'swallowed') {
    this.#stub = stub
    this.#closes = closes === 'all'
  }

  data(chunk: Buffer): void {
    this.#closes = true
    this.#stub.acted(chunk.length)
  }

  end(): void {
    this.#closes = true
    this.#stub.acted(0)
  }

  update(): void {}

  remove(): void {
    if (!this.#closes) return
    this.#stub.acted(0)
    this.#stub.close()
  }

  dispose(): void {}
}
