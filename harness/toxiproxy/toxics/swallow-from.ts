import { badBody } from '../api/api-error.ts'
import { findPattern, type Pattern, parsePattern, patternField } from './pattern.ts'
import { defineToxic, type Ending, type Field, type Stage, type Stub } from './toxic-type.ts'

interface SwallowFromAttributes {
  /** Bytes in hex, `??` = any byte. */
  readonly pattern: string
  /** 1 = the pattern itself is still delivered, 0 = it is swallowed from its first byte on. Default 0. */
  readonly keep: number
}

/**
 * Ours, not in the original. Passes everything until the pattern is seen in the stream of one connection, then swallows
 * all that follows in this direction and keeps the connection open, also when the sending side has gone: the other
 * sees neither FIN nor RST. Connections on which the pattern never appears are not touched; each new one is
 * matched from its own first byte. On removal the connections it swallowed from are closed, the others go on.
 *
 * A pattern may be cut over chunks. So bytes that may be its beginning, at most its length - 1, are kept back
 * until the next chunk decides, but no longer than `maxHoldMs`: a peer that waits for them would never send more. If the
 * pattern is completed after that, it is swallowed from the bytes not yet delivered on. With keep = 1 nothing is kept back.
 */
export const swallowFrom = defineToxic<SwallowFromAttributes>({
  name: 'swallow_from',
  attributes: { pattern: patternField, keep: zeroOrOne() },
  check({ pattern }) {
    if (pattern === '') throw badBody('attribute pattern is required')
  },
  start: (stub, attributes) => new SwallowFromStage(stub, attributes),
})

/** The parts of one message leave a sender within microseconds; a scheduling gap on a busy machine is tens of ms. */
const maxHoldMs = 100

function zeroOrOne(): Field<number> {
  return {
    initial: 0,
    parse(value, name) {
      if (value !== 0 && value !== 1) throw badBody(`attribute ${name} must be 0 or 1`)
      return value
    },
  }
}

const none = Buffer.alloc(0)

class SwallowFromStage implements Stage<SwallowFromAttributes> {
  readonly #stub: Stub
  #pattern: Pattern = []
  #keep = false
  #swallowing = false
  /** The newest bytes, a possible beginning of the pattern. The first `#delivered` of them have been passed on. */
  #tail: Buffer = none
  #delivered = 0
  #timer: NodeJS.Timeout | undefined

  constructor(stub: Stub, attributes: SwallowFromAttributes) {
    this.#stub = stub
    this.update(attributes)
  }

  get held(): number {
    return this.#tail.length - this.#delivered
  }

  data(chunk: Buffer): void {
    if (this.#swallowing) this.#stub.acted(chunk.length)
    else this.#match(this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]))
  }

  end(how: Ending): void {
    if (this.#swallowing) return
    this.#release()
    this.#stub.passEnd(how)
  }

  /** A new pattern is looked for from here on; what is being swallowed stays so. */
  update({ pattern, keep }: SwallowFromAttributes): void {
    this.#release()
    this.#tail = none
    this.#delivered = 0
    this.#pattern = parsePattern(pattern)
    this.#keep = keep === 1
  }

  remove(): void {
    if (this.#swallowing) this.#stub.close()
    else this.#release()
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }

  /** @param bytes what is new, after the tail that is not decided yet */
  #match(bytes: Buffer): void {
    const found = findPattern(bytes, this.#pattern)
    if (found?.complete) this.#swallow(bytes, found.at + (this.#keep ? this.#pattern.length : 0))
    else this.#wait(bytes, found?.at ?? bytes.length)
  }

  #swallow(bytes: Buffer, from: number): void {
    clearTimeout(this.#timer)
    const cut = Math.max(from, this.#delivered)
    const passed = bytes.subarray(this.#delivered, cut)
    this.#swallowing = true
    this.#tail = none
    this.#delivered = 0
    this.#stub.acted(bytes.length - cut)
    if (passed.length > 0) this.#stub.pass(passed)
  }

  /** Passes on what lies before `undecided` and keeps the rest for the next chunk. */
  #wait(bytes: Buffer, undecided: number): void {
    const already = this.#delivered
    this.#tail = bytes.subarray(undecided)
    this.#delivered = Math.max(0, already - undecided)
    const passed = bytes.subarray(already, Math.max(already, undecided))
    if (passed.length > 0) this.#stub.pass(passed)
    clearTimeout(this.#timer)
    if (this.held === 0) return
    if (this.#keep) this.#release()
    else this.#timer = setTimeout(() => this.#release(), maxHoldMs)
  }

  /** Delivers what is kept back, and goes on matching with it. */
  #release(): void {
    clearTimeout(this.#timer)
    const kept = this.#tail.subarray(this.#delivered)
    this.#delivered = this.#tail.length
    if (kept.length > 0) this.#stub.pass(kept)
  }
}
