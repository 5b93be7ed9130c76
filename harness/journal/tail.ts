import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

/** Reads what was appended to a file since the last call, as whole lines. A file that is not there yet has none. */
export class Tail {
  readonly #path: string
  readonly #decoder = new StringDecoder('utf8')
  #position = 0
  #rest = ''

  constructor(path: string) {
    this.#path = path
  }

  read(): string[] {
    const text = this.#rest + this.#decoder.write(this.#bytes())
    const lines = text.split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }

  /** Asked many times a second of files that mostly have nothing new, or are not there yet: that costs one call. */
  #bytes(): Buffer {
    const more = (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) - this.#position
    if (more <= 0) return Buffer.alloc(0)
    const bytes = Buffer.allocUnsafe(more)
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch {
      // The next call finds it, or not.
      return Buffer.alloc(0)
    }
    try {
      const read = readSync(file, bytes, 0, bytes.length, this.#position)
      this.#position += read
      return bytes.subarray(0, read)
    } finally {
      closeSync(file)
    }
  }
}
