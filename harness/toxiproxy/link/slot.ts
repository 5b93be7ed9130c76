import { type Random, randomStream } from '../random.ts'
import type { Toxic } from '../toxic.ts'
import type { Attributes, Ending, Sink, Stage, Stub } from '../toxics/toxic-type.ts'
import type { LinkOwner } from './link.ts'

/** One toxic on one link: rolls whether it acts, and is the stub of its stage when it does. */
export class Slot implements Stub {
  readonly toxic: Toxic
  /** Where the stage's output goes. Kept up to date by the link. */
  next: Sink
  stage: Stage<Attributes> | undefined
  readonly random: Random
  readonly #owner: LinkOwner
  readonly #passed: () => void
  #counted = false

  /** @param passed called after each chunk passed on: the source may be read again */
  constructor(toxic: Toxic, next: Sink, owner: LinkOwner, passed: () => void) {
    this.toxic = toxic
    this.next = next
    this.random = randomStream(owner.seed, owner.proxy, toxic.name, toxic.serial, owner.number)
    this.#owner = owner
    this.#passed = passed
  }

  /** Rolls; the toxic starts, goes on with its attributes or stops acting here. */
  roll(): void {
    const acts = this.random() < this.toxic.toxicity
    if (!acts) this.stop()
    else if (this.stage) this.stage.update(this.toxic.attributes)
    else this.stage = this.toxic.type.start(this, this.toxic.attributes)
  }

  /** The toxic acts here no longer. */
  stop(): void {
    const { stage } = this
    this.stage = undefined
    stage?.remove()
    stage?.dispose()
  }

  pass(chunk: Buffer): void {
    this.next.data(chunk)
    this.#passed()
  }

  passEnd(how: Ending): void {
    this.next.end(how)
  }

  close(): void {
    this.#owner.close()
  }

  reset(): void {
    this.#owner.reset()
  }

  acted(bytes: number): void {
    const { affected } = this.toxic
    affected.bytes += bytes
    if (this.#counted) return
    this.#counted = true
    affected.connections++
  }
}
