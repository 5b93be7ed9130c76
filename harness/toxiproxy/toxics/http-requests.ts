import { StreamReader } from './stream-reader.ts'

/** The first line of a request and what else decides where it ends. */
export interface RequestHead {
  readonly method: string
  /** As it was sent: a path, or a whole URL where the client takes this for its proxy. */
  readonly target: string
  /** How many requests had begun on this connection before it, as far as was seen. */
  readonly before: number
  /** It waits for a "100 Continue" before it sends its body. */
  readonly waits: boolean
}

/** What becomes of a request: its bytes go on as they came, or nowhere. */
export type Fate = 'pass' | 'swallow'

interface RequestSink {
  pass(chunk: Buffer): void
  decide(head: RequestHead): Fate
}

/** Bytes. Servers refuse more than 8 to 64 KiB of head; what is longer is no request. */
const maxHeadBytes = 65_536
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => `${method} `)
/** Bytes of the longest method with its space. */
const methodBytes = 8
const noBytes = Buffer.alloc(0)

/**
 * The requests in one direction of a connection, HTTP/1.1, each passed on or swallowed as a whole. What is no HTTP passes untouched, and so
 * does everything up to the next request where the connection was taken hold of in the middle of something. Written here and not taken
 * from a parser, as what passes must stay the same byte for byte.
 */
export class HttpRequests extends StreamReader {
  readonly #sink: RequestSink
  #state: 'head' | 'body' | 'other'
  #fate: Fate = 'pass'
  #body: Body = { take: () => 0 }
  #before = 0

  /** @param fresh the connection has carried nothing so far */
  constructor(fresh: boolean, sink: RequestSink) {
    super()
    this.#sink = sink
    this.#state = fresh ? 'head' : 'other'
  }

  get changing(): boolean {
    return this.#state === 'body' && this.#fate === 'swallow'
  }

  protected step(bytes: Buffer): number {
    if (this.#state === 'body') return this.#bodyStep(bytes)
    return beginsRequest(bytes, this.#state === 'head') ? this.#headStep(bytes) : this.#other(bytes)
  }

  #headStep(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0 && bytes.length <= maxHeadBytes) return 0
    const text = bytes.subarray(0, Math.max(end, 0)).toString('latin1')
    const line = /^([A-Z]+) (\S+) HTTP\/1\.[01](?:\r\n|$)/.exec(text)
    if (!line) return this.#other(bytes)
    const headers = text.slice(line[0].length)
    const waits = /^expect:\s*100-continue/im.test(headers)
    this.#fate = this.#sink.decide({ method: line[1]!, target: line[2]!, before: this.#before++, waits })
    const length = end + 4
    if (this.#fate === 'pass') this.#sink.pass(bytes.subarray(0, length))
    const upgrades = this.#fate === 'pass' && /^upgrade:/im.test(headers)
    this.#body = bodyOf(headers)
    this.#state = upgrades ? 'other' : 'body'
    // A request without a body has ended with its head.
    if (!upgrades && this.#body.take(noBytes) === 'ended') this.#state = 'head'
    return length
  }

  #bodyStep(bytes: Buffer): number {
    const taken = this.#body.take(bytes)
    const length = taken === 'ended' ? 0 : taken
    const isWhole = this.#body.take(noBytes) === 'ended'
    if (this.#fate === 'pass' && length > 0) this.#sink.pass(bytes.subarray(0, length))
    if (isWhole) this.#state = 'head'
    // A body whose end cannot be found: from here on it is no HTTP.
    else if (length === 0) return this.#other(bytes)
    return length
  }

  #other(bytes: Buffer): number {
    this.#state = 'other'
    this.#sink.pass(bytes)
    return bytes.length
  }
}

/** @param expected one is to begin here: the first letters of a method are enough */
function beginsRequest(bytes: Buffer, expected: boolean): boolean {
  const start = bytes.subarray(0, methodBytes).toString('latin1')
  return methods.some((method) => start.startsWith(method) || (expected && method.startsWith(start)))
}

/** What follows a head: says of each piece how much of it belongs to the body. */
interface Body {
  /** 0 of what cannot be a body; `ended` when nothing more belongs to it. */
  take(bytes: Buffer): number | 'ended'
}

function bodyOf(headers: string): Body {
  if (/^transfer-encoding:.*\bchunked\s*$/im.test(headers)) return new ChunkedBody()
  const length = Number(/^content-length:\s*(\d+)\s*$/im.exec(headers)?.[1] ?? 0)
  return new CountedBody(length)
}

class CountedBody implements Body {
  #left: number

  constructor(length: number) {
    this.#left = length
  }

  take(bytes: Buffer): number | 'ended' {
    if (this.#left === 0) return 'ended'
    const taken = Math.min(this.#left, bytes.length)
    this.#left -= taken
    return taken
  }
}

/** RFC 9112, 7.1: a size in hex and a line end, so many bytes and a line end; after the size 0 lines, the last one empty. */
class ChunkedBody implements Body {
  #line = ''
  /** Bytes left of a chunk and the line end behind it. */
  #left = 0
  #state: 'size' | 'chunk' | 'trailer' | 'ended' = 'size'

  take(bytes: Buffer): number | 'ended' {
    let at = 0
    while (at < bytes.length && this.#state !== 'ended') {
      const taken =
        this.#state === 'chunk' ? this.#chunk(bytes.length - at) : this.#lineOf(bytes.subarray(at))
      if (taken === 0) return 0
      at += taken
    }
    return this.#state === 'ended' && bytes.length === 0 ? 'ended' : at
  }

  #chunk(available: number): number {
    const taken = Math.min(this.#left, available)
    this.#left -= taken
    if (this.#left === 0) this.#state = 'size'
    return taken
  }

  #lineOf(bytes: Buffer): number {
    const end = bytes.indexOf('\n')
    const taken = end < 0 ? bytes.length : end + 1
    this.#line += bytes.subarray(0, taken).toString('latin1')
    if (this.#line.length > maxHeadBytes) return 0
    return end < 0 || this.#lineEnded() ? taken : 0
  }

  /** False when the line is none of a chunked body. */
  #lineEnded(): boolean {
    const line = this.#line.trimEnd()
    this.#line = ''
    if (this.#state === 'trailer') {
      if (line === '') this.#state = 'ended'
      return true
    }
    const size = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1]
    if (size === undefined) return false
    this.#left = Number.parseInt(size, 16) + 2
    this.#state = this.#left === 2 ? 'trailer' : 'chunk'
    return true
  }
}
