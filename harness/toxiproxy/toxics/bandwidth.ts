import { type Pace, PacedLine } from './paced-line.ts'
import { defineToxic, type Ending, type Stage, type Stub, wholeNumber } from './toxic-type.ts'

interface BandwidthAttributes {
  /** KB/s, 1 KB = 1000 bytes; 0 = stalls */
  readonly rate: number
}

/**
 * Lets at most `rate` through, per connection: every chunk arrives when its last byte would have on such a line, chunks
 * longer than 100 ms of it in pieces. One that takes less than 1 ms leaves at once and its time is owed, at most 1 ms of it.
 * An end of stream follows the last byte. With 0 nothing passes, neither bytes nor ends that came after bytes. What waits
 * goes on at a new rate, and at once on removal.
 */
export const bandwidth = defineToxic<BandwidthAttributes>({
  name: 'bandwidth',
  attributes: { rate: wholeNumber('KB/s', 0, 1_000_000_000) },
  start: (stub, attributes) => new BandwidthStage(stub, attributes),
})

/** Longest time that one piece takes, ms: that of the original. */
const pieceMs = 100

class BandwidthStage implements Stage<BandwidthAttributes> {
  readonly #line: PacedLine
  readonly #stub: Stub

  constructor(stub: Stub, attributes: BandwidthAttributes) {
    this.#stub = stub
    this.#line = new PacedLine(stub, paceOf(attributes))
  }

  get held(): number {
    return this.#line.held
  }

  data(chunk: Buffer): void {
    this.#stub.acted(chunk.length)
    this.#line.push(chunk)
  }

  end(how: Ending): void {
    this.#line.end(how)
  }

  update(attributes: BandwidthAttributes): void {
    this.#line.change(paceOf(attributes))
  }

  drained(): void {
    this.#line.drained()
  }

  remove(): void {
    this.#line.flush()
  }

  dispose(): void {
    this.#line.dispose()
  }
}

/** 1 KB/s is 1 byte per ms. */
function paceOf({ rate }: BandwidthAttributes): Pace {
  return { size: () => Math.max(1, rate * pieceMs), before: (bytes) => bytes / rate, after: 0 }
}
