/** Cuts a stream of text into whole lines, as many at a time as there are. */
export class LineReader {
  readonly #take: (lines: string) => void
  #rest = ''

  /** @param take gets one or more whole lines, each with its newline */
  constructor(take: (lines: string) => void) {
    this.#take = take
  }

  push(text: string): void {
    const end = text.lastIndexOf('\n') + 1
    if (end === 0) {
      this.#rest += text
      return
    }
    const lines = this.#rest + text.slice(0, end)
    this.#rest = text.slice(end)
    this.#take(lines)
  }
}
