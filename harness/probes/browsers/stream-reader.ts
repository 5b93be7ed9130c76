import { Dechunk } from './dechunk.ts'

const headEnd = '\r\n\r\n'
/** What ends a chunked body. */
const lastChunk = '0\r\n\r\n'

/** Follows an HTTP/1.1 answer that may never end: its status, whether its body has begun, whether it came whole. */
export class StreamReader {
  #status: number | undefined
  #head: string | undefined = ''
  #body = false
  #chunked = false
  #tail = ''
  readonly #dechunk = new Dechunk()
  readonly #onBody: (text: string) => void

  /** @param onBody gets the body of a chunked answer as it comes, one character per byte */
  constructor(onBody: (text: string) => void = () => {}) {
    this.#onBody = onBody
  }

  /** Status of the answer, once its head is there. */
  get status(): number | undefined {
    return this.#status
  }

  get progress(): 'nothing' | 'head' | 'body' {
    if (this.#head !== undefined) return 'nothing'
    return this.#body ? 'body' : 'head'
  }

  /** The last bytes end a chunked body. */
  get whole(): boolean {
    return this.#tail === lastChunk
  }

  take(bytes: Buffer): void {
    if (this.#head === undefined) this.#takeBody(bytes.toString('latin1'))
    else this.#takeHead(bytes.toString('latin1'))
  }

  #takeHead(text: string): void {
    const all = this.#head + text
    const end = all.indexOf(headEnd)
    this.#head = all
    if (end < 0) return
    this.#chunked = /\r\ntransfer-encoding: *chunked/i.test(all.slice(0, end))
    this.#status = Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0)
    this.#head = undefined
    this.#takeBody(all.slice(end + headEnd.length))
  }

  #takeBody(text: string): void {
    if (text !== '') this.#body = true
    if (this.#chunked) this.#onBody(this.#dechunk.take(text))
    this.#tail = (this.#tail + text).slice(-lastChunk.length)
  }
}
