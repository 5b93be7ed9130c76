/** Takes the framing off a chunked body that comes in pieces. One character per byte. */
export class Dechunk {
  #rest = ''
  /** Of the chunk that is being read; undefined: its size comes first. */
  #left: number | undefined

  /** What a further piece adds to the body. */
  take(piece: string): string {
    let text = this.#rest + piece
    let body = ''
    for (;;) {
      if (this.#left === undefined) {
        const end = text.indexOf('\r\n')
        if (end < 0) break
        this.#left = Number.parseInt(text.slice(0, end), 16)
        text = text.slice(end + 2)
      }
      body += text.slice(0, this.#left)
      // Its line end belongs to it.
      if (text.length < this.#left + 2) {
        const taken = Math.min(text.length, this.#left)
        this.#left -= taken
        text = text.slice(taken)
        break
      }
      text = text.slice(this.#left + 2)
      this.#left = undefined
    }
    this.#rest = text
    return body
  }
}
