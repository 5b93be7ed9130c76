import { closeSync, openSync, readSync } from 'node:fs'
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

  #bytes(): Buffer {
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch {
      return Buffer.alloc(0)
    }
    try {
      const chunks: Buffer[] = []
      for (;;) {
        const chunk = Buffer.alloc(64 * 1024)
        const size = readSync(file, chunk, 0, chunk.length, this.#position)
        if (size === 0) return Buffer.concat(chunks)
        this.#position += size
        chunks.push(chunk.subarray(0, size))
      }
    } finally {
      closeSync(file)
    }
  }
}
