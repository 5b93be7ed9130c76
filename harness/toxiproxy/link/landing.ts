import { largeReadBytes, smallReadBytes } from './limits.ts'

/** Large buffers that nobody reads into at the moment. */
const free: Buffer[] = []

/** Small ones of connections that have gone: a new connection costs no allocation. */
const freeSmall: Buffer[] = []

/** How many small ones are kept: 0.5 MiB. */
const freeSmallLimit = 256

/** How many large ones are kept; those beyond it are left to the garbage collector. */
const freeLimit = 16

function giveBack(buffer: Buffer): void {
  if (free.length < freeLimit) free.push(buffer)
}

/**
 * Where the reads of one socket land. A buffer is read into again and again, so that bytes that only pass by cost neither an
 * allocation nor a collection. A connection owns a small one only, since most are idle most of the time; while its reads
 * are full it borrows a large one, which makes fewer of them.
 */
export class Landing {
  #small: Buffer = freeSmall.pop() ?? Buffer.allocUnsafeSlow(smallReadBytes)
  #current: Buffer = this.#small
  /** Large ones that the target has not sent yet. */
  readonly #lent: Buffer[] = []

  /** The buffer for the next read. */
  get buffer(): Buffer {
    return this.#current
  }

  /** After a read into `buffer`. @param taken what was read is still in use, so the buffer must not be read into again */
  used(bytes: number, taken: boolean): void {
    const full = bytes === this.#current.length
    const large = this.#current !== this.#small
    if (!taken) this.sent()
    if (taken && !large) this.#small = Buffer.allocUnsafeSlow(smallReadBytes)
    if (full && large && !taken) return
    if (large && taken) this.#lent.push(this.#current)
    else if (large) giveBack(this.#current)
    this.#current = full ? (free.pop() ?? Buffer.allocUnsafeSlow(largeReadBytes)) : this.#small
  }

  /** The socket is closed: nobody reads any more. Once. */
  close(): void {
    if (freeSmall.length < freeSmallLimit) freeSmall.push(this.#small)
  }

  /** Nothing that was read is in use any more. */
  sent(): void {
    while (this.#lent.length > 0) giveBack(this.#lent.pop()!)
  }
}
