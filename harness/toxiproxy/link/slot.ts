import { type Random, randomStream } from '../random.ts'
import type { Toxic } from '../toxic.ts'
import type { Attributes, Ending, Sink, Stage, Stub } from '../toxics/toxic-type.ts'
import type { LinkOwner } from './link.ts'

/** What a slot asks of its link. */
export interface SlotHost {
  /** After each chunk passed on: the source may be read again. */
  passed(): void
  /** Whether what follows the slot has more than it can take. */
  isFull(slot: Slot): boolean
}

/** One toxic on one link: rolls whether it acts, and is the stub of its stage when it does. */
export class Slot implements Stub {
  readonly toxic: Toxic
  /** Where the stage's output goes. Kept up to date by the link. */
  next: Sink
  stage: Stage<Attributes> | undefined
  readonly random: Random
  fresh: boolean
  readonly #owner: LinkOwner
  readonly #host: SlotHost
  #counted = false
  #ended = false

  constructor(toxic: Toxic, next: Sink, owner: LinkOwner, host: SlotHost, fresh: boolean) {
    this.toxic = toxic
    this.next = next
    this.fresh = fresh
    this.random = randomStream(owner.seed, owner.proxy, toxic.name, toxic.serial, owner.number)
    this.#owner = owner
    this.#host = host
  }

  /** The stage has ended the stream, and stays where it is to drop what follows: nothing comes after an end. */
  get ended(): boolean {
    return this.#ended
  }

  get full(): boolean {
    return this.#host.isFull(this)
  }

  /** Rolls; the toxic starts, goes on with its attributes or stops acting here. */
  roll(): void {
    if (this.#ended) return
    const acts = this.random() < this.toxic.toxicity
    if (!acts) this.stop()
    else if (this.stage) this.stage.update(this.toxic.attributes)
    else this.stage = this.toxic.type.start(this, this.toxic.attributes)
    this.fresh = false
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
    this.#host.passed()
  }

  passEnd(how: Ending): void {
    this.#ended = true
    this.next.end(how)
  }

  divertOther(sink: Sink): void {
    this.#owner.divert(this.toxic.stream === 'upstream' ? 'downstream' : 'upstream', sink)
  }

  close(): void {
    this.#owner.close()
  }

  reset(): void {
    this.#owner.reset()
  }

  answer(chunk: Buffer): void {
    this.acted(0)
    this.answered()
    this.#owner.answer(this.toxic.stream === 'upstream' ? 'downstream' : 'upstream', chunk)
  }

  chooses(perMille: number): boolean {
    this.toxic.measured.requests++
    return perMille >= 1_000 || this.random() * 1_000 < perMille
  }

  answered(): void {
    this.toxic.measured.answers++
  }

  get answers(): number {
    return this.toxic.measured.answers
  }

  waited(ms: number, bytes = 0): void {
    const { measured } = this.toxic
    measured.waits++
    measured.waitedMs += ms
    measured.waitedBytes += bytes
  }

  acted(bytes: number): void {
    const { affected } = this.toxic
    affected.bytes += bytes
    if (this.#counted) return
    this.#counted = true
    affected.connections++
  }
}
