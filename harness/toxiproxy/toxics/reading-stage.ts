import type { StreamReader } from './stream-reader.ts'
import type { Ending, Stage, Stub } from './toxic-type.ts'

/** A toxic that acts on what a protocol is made of. When it goes, a connection goes on, or is closed in the midst of what it has changed. */
export abstract class ReadingStage<A> implements Stage<A> {
  protected readonly stub: Stub
  protected abstract readonly reader: StreamReader

  constructor(stub: Stub) {
    this.stub = stub
  }

  get held(): number {
    return this.reader.held
  }

  data(chunk: Buffer): void {
    this.reader.data(chunk)
  }

  end(how: Ending): void {
    this.#letGo()
    this.stub.passEnd(how)
  }

  abstract update(attributes: A): void

  remove(): void {
    if (this.reader.changing) this.stub.close()
    else this.#letGo()
  }

  dispose(): void {}

  #letGo(): void {
    const kept = this.reader.release()
    if (kept.length > 0) this.stub.pass(kept)
  }
}
