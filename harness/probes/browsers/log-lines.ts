/** How far ahead a line is looked for that does not come next. */
const AHEAD = 1_000

/** Of the event itself: browsers tell nobody of one without data. */
const isComplaint = /^event: error\ndata: \S/

/**
 * Holds a log that comes as an event stream against the lines that it should have: each once, in order, as it was written. Comments and events
 * of other kinds are no lines.
 */
export class LogLines {
  readonly #expected: readonly string[]
  #rest = ''
  #count = 0
  #wrong: string | undefined
  #complaint = false

  /** @param expected may grow while the stream is read */
  constructor(expected: readonly string[]) {
    this.#expected = expected
  }

  /** Lines that came as they should. */
  get count(): number {
    return this.#count
  }

  /** The stream said that something is wrong with the log, so that a browser hears of it. */
  get complaint(): boolean {
    return this.#complaint
  }

  /** The first thing that was not as it should be. */
  get wrong(): string | undefined {
    return this.#wrong
  }

  /** What is wrong with a stream that was ended here, as the job is finished: lines that never came. */
  get wrongAtEnd(): string | undefined {
    const lacking = this.#expected.length - this.#count
    return (
      this.#wrong ??
      (lacking > 0 ? `ended after ${this.#count} of ${this.#expected.length} lines` : undefined)
    )
  }

  take(text: string): void {
    const events = (this.#rest + text).split('\n\n')
    this.#rest = events.pop()!
    for (const event of events) {
      if (event.startsWith('data: ')) this.#takeLine(event.slice('data: '.length))
      if (isComplaint.test(event)) this.#complaint = true
    }
  }

  #takeLine(line: string): void {
    if (this.#wrong !== undefined) return
    if (line === this.#expected[this.#count]) this.#count++
    else this.#wrong = this.#reason(line)
  }

  #reason(line: string): string {
    const number = this.#count + 1
    if (this.#expected.lastIndexOf(line, this.#count - 1) >= 0 && this.#count > 0)
      return `a line came again where line ${number} is due`
    const ahead = this.#expected.slice(this.#count, this.#count + AHEAD).indexOf(line)
    return ahead < 0
      ? `line ${number} came altered`
      : `line ${number} is missing before line ${number + ahead}`
  }
}
