import { DelayLine } from './delay-line.ts'
import { defineToxic, type Ending, milliseconds, type Stage, type Stub } from './toxic-type.ts'

interface LatencyAttributes {
  /** ms */
  readonly latency: number
  /** ms; each chunk's delay is drawn evenly from latency ± jitter, and never below 0. */
  readonly jitter: number
}

/**
 * Delays each chunk, order kept: a chunk with a shorter delay waits for those before it. Neither connecting nor an end of
 * stream is delayed by itself; the end follows the last chunk. New attributes count from a waiting chunk's arrival.
 * On removal all that waits goes out at once.
 * Chunks are never less late than asked for; how much later: docs/lab/toxiproxy.md.
 */
export const latency = defineToxic<LatencyAttributes>({
  name: 'latency',
  attributes: { latency: milliseconds, jitter: milliseconds },
  start: (stub, attributes) => new LatencyStage(stub, attributes),
})

class LatencyStage implements Stage<LatencyAttributes> {
  readonly #line: DelayLine
  readonly #stub: Stub
  #attributes: LatencyAttributes

  constructor(stub: Stub, attributes: LatencyAttributes) {
    this.#stub = stub
    this.#attributes = attributes
    this.#line = new DelayLine(stub)
  }

  get held(): number {
    return this.#line.held
  }

  data(chunk: Buffer): void {
    const delay = this.#draw()
    if (delay > 0) this.#stub.acted(chunk.length)
    this.#line.push(chunk, delay)
  }

  end(how: Ending): void {
    this.#line.end(how)
  }

  update(attributes: LatencyAttributes): void {
    this.#attributes = attributes
    this.#line.reschedule(() => this.#draw())
  }

  remove(): void {
    this.#line.flush()
  }

  dispose(): void {
    this.#line.dispose()
  }

  #draw(): number {
    const { latency, jitter } = this.#attributes
    return jitter === 0 ? latency : Math.max(0, latency + (2 * this.#stub.random() - 1) * jitter)
  }
}
