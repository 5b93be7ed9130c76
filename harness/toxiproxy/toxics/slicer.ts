import { badBody } from '../api/api-error.ts'
import { type Pace, PacedLine } from './paced-line.ts'
import { defineToxic, type Ending, type Stage, type Stub, wholeNumber } from './toxic-type.ts'

interface SlicerAttributes {
  /** Bytes of a slice on average, at least 1. */
  readonly average_size: number
  /** Bytes; each slice's size is drawn evenly from average_size ± this. At most average_size. */
  readonly size_variation: number
  /** Microseconds between two slices. */
  readonly delay: number
}

/**
 * Cuts each chunk into slices that are sent one by one, `delay` apart. Slices are never joined; the last one of a chunk may
 * be shorter. An end of stream follows the last slice. On removal the rest is sent whole, at once.
 * Timers tick in whole ms: of a shorter delay, as many slices leave at a tick as are due, so that the average holds.
 */
export const slicer = defineToxic<SlicerAttributes>({
  name: 'slicer',
  attributes: {
    average_size: wholeNumber('bytes', 1, 2_147_483_647),
    size_variation: wholeNumber('bytes', 0, 2_147_483_647),
    delay: wholeNumber('microseconds', 0, 2_147_483_647),
  },
  check({ average_size, size_variation }) {
    if (average_size === 0) throw badBody('attribute average_size is required, at least 1')
    if (size_variation > average_size)
      throw badBody(
        `attribute size_variation must be at most average_size ${average_size}, got ${size_variation}`,
      )
  },
  start: (stub, attributes) => new SlicerStage(stub, attributes),
})

class SlicerStage implements Stage<SlicerAttributes> {
  readonly #line: PacedLine
  readonly #stub: Stub
  #attributes: SlicerAttributes

  constructor(stub: Stub, attributes: SlicerAttributes) {
    this.#stub = stub
    this.#attributes = attributes
    this.#line = new PacedLine(stub, this.#pace())
  }

  get held(): number {
    return this.#line.held
  }

  data(chunk: Buffer): void {
    if (this.#attributes.delay > 0) this.#stub.acted(chunk.length)
    this.#line.push(chunk)
  }

  end(how: Ending): void {
    this.#line.end(how)
  }

  update(attributes: SlicerAttributes): void {
    this.#attributes = attributes
    this.#line.change(this.#pace())
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

  #pace(): Pace {
    const { average_size, size_variation, delay } = this.#attributes
    const smallest = average_size - size_variation
    const size = (available: number) => {
      // Where the variation is the whole size, a slice of 0 may be drawn.
      const drawn = Math.max(1, smallest + Math.floor(this.#stub.random() * (2 * size_variation + 1)))
      // Without a delay only a cut is an act.
      if (delay === 0 && drawn < available) this.#stub.acted(drawn)
      return drawn
    }
    return { size, before: () => 0, after: delay / 1_000 }
  }
}
