import type { Attributes, Ending, Stub, ToxicType } from '../toxics/toxic-type.ts'

/** What a stage under test has let through and done. */
export interface Seen {
  passed: string
  /** Lengths of the chunks passed. */
  sizes: number[]
  ended: Ending | undefined
  closed: boolean
  acted: number
  /** What was sent the other way. */
  answered: string
  /** ms that pieces waited. */
  waits: number[]
}

/** A stub that only keeps what its stage does; `room` is how many chunks it takes until it is full. */
export class FakeStub implements Stub {
  readonly seen: Seen = {
    passed: '',
    sizes: [],
    ended: undefined,
    closed: false,
    acted: 0,
    waits: [],
    answered: '',
  }
  readonly fresh: boolean
  answers = 0
  room = Number.POSITIVE_INFINITY
  #draws = 0

  constructor(fresh = true) {
    this.fresh = fresh
  }

  get full(): boolean {
    return this.room === 0
  }

  pass(chunk: Buffer): void {
    this.room--
    this.seen.passed += chunk.toString('latin1')
    this.seen.sizes.push(chunk.length)
  }

  passEnd(how: Ending): void {
    this.seen.ended = how
  }

  close(): void {
    this.seen.closed = true
  }

  reset(): void {}

  divertOther(): void {}

  acted(bytes: number): void {
    this.seen.acted += bytes
  }

  answer(chunk: Buffer): void {
    this.seen.answered += chunk.toString('latin1')
    this.answers++
  }

  chooses(perMille: number): boolean {
    return perMille >= 1_000 || this.random() * 1_000 < perMille
  }

  answered(): void {
    this.answers++
  }

  waited(ms: number): void {
    this.seen.waits.push(ms)
  }

  /** Evenly spread, the same in every test: multiples of the golden ratio. */
  random(): number {
    return (this.#draws++ * 0.618_033_988_75) % 1
  }
}

/** A stage of `type` by itself. */
export function stageOf(type: ToxicType, attributes: Attributes, fresh = true) {
  const stub = new FakeStub(fresh)
  const stage = type.start(stub, type.parse(attributes))!
  const update = (change: Attributes) => stage.update(type.parse(change, type.parse(attributes)))
  return {
    stub,
    stage,
    seen: stub.seen,
    update,
    send: (text: string) => stage.data(Buffer.from(text, 'latin1')),
  }
}
