const noBytes = Buffer.alloc(0)

/** Takes one direction of a connection apart into what its protocol is made of, wherever the chunks end. What is not whole yet is kept. */
export abstract class StreamReader {
  #kept: Buffer = noBytes

  /** Bytes that are kept. */
  get held(): number {
    return this.#kept.length
  }

  /** In the midst of something that does not leave as it came: what follows alone must not reach the far side. */
  abstract get changing(): boolean

  data(chunk: Buffer): void {
    const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
    this.#kept = noBytes
    let rest = this.begin(bytes)
    if (rest === undefined) this.#kept = bytes
    while (rest !== undefined && rest.length > 0) {
      const taken = this.step(rest)
      if (taken === 0) {
        this.#kept = rest
        return
      }
      rest = rest.subarray(taken)
    }
  }

  /** Gives back what was kept; from here on nothing is looked at. */
  release(): Buffer {
    const kept = this.#kept
    this.#kept = noBytes
    return kept
  }

  /** What of the bytes is taken apart, step by step; undefined: there must be more. */
  protected begin(bytes: Buffer): Buffer | undefined {
    return bytes
  }

  /** @returns how many bytes are done with; 0 when there must be more */
  protected abstract step(bytes: Buffer): number
}
