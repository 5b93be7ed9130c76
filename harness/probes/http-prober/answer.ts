/** What a probe needs of an HTTP/1.1 answer. */
export interface Answer {
  readonly status: number
  /** Body, one character per byte. */
  readonly body: string
  /** Status line and headers, one character per byte. */
  readonly head: string
  /** The connection may carry another request. */
  readonly reusable: boolean
}

/** `incomplete`: more bytes are needed. `protocol`: this is not an HTTP/1.1 answer, or one beyond the size limit. */
export type Parsed = Answer | 'incomplete' | 'protocol'

/** Largest answer taken, bytes, head included. A probe's answer is a line; anything near this is not what was asked for. */
export const ANSWER_BYTES_MAX = 1024 * 1024

const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?(?:\r\n|$)/
const HTTP = 'HTTP/1.'

/**
 * Reads one answer to a GET.
 * @param text bytes so far, one character per byte (latin1)
 * @param ended the peer has closed: an answer without a length is complete
 */
export function parseAnswer(text: string, ended: boolean): Parsed {
  if (text.length > ANSWER_BYTES_MAX) return 'protocol'
  if (!text.startsWith(HTTP.slice(0, text.length))) return 'protocol'
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return 'incomplete'
  const head = text.slice(0, headEnd)
  const line = statusLine.exec(head)
  if (!line) return 'protocol'
  const status = Number(line[2])
  // 1xx is followed by the real answer.
  if (status < 200) return parseAnswer(text.slice(headEnd + 4), ended)
  return withBody(text, headEnd + 4, head, status, line[1] === '1', ended)
}

function withBody(
  text: string,
  bodyAt: number,
  head: string,
  status: number,
  http11: boolean,
  ended: boolean,
): Parsed {
  const headers = new Headers(head)
  const body = readBody(text, bodyAt, headers, status, ended)
  if (typeof body === 'string') return body
  const connection = headers.get('connection')?.toLowerCase()
  const persistent = http11 ? connection !== 'close' : connection === 'keep-alive'
  return {
    status,
    body: body.text,
    head,
    // Bytes behind the answer belong to nothing that was asked: such a connection is not trusted again.
    reusable: persistent && body.end === text.length && !body.untilEnd && !ended,
  }
}

/** Looks up single headers of a head without splitting it: four of them are needed, of a dozen. */
export class Headers {
  readonly #head: string
  readonly #lower: string

  constructor(head: string) {
    this.#head = head
    this.#lower = head.toLowerCase()
  }

  /** @param name in lower case */
  get(name: string): string | undefined {
    const at = this.#lower.indexOf(`\r\n${name}:`)
    if (at < 0) return undefined
    const from = at + name.length + 3
    const end = this.#head.indexOf('\r\n', from)
    return this.#head.slice(from, end < 0 ? undefined : end).trim()
  }
}

interface Body {
  readonly text: string
  readonly end: number
  /** Only the peer's close told where it ends. */
  readonly untilEnd: boolean
}

function readBody(
  text: string,
  from: number,
  headers: Headers,
  status: number,
  ended: boolean,
): Body | 'incomplete' | 'protocol' {
  if (status === 204 || status === 304) return { text: '', end: from, untilEnd: false }
  const coding = headers.get('transfer-encoding')
  if (coding !== undefined) return coding.toLowerCase() === 'chunked' ? readChunks(text, from) : 'protocol'
  const length = headers.get('content-length')
  if (length !== undefined) return readLength(text, from, length)
  return ended ? { text: text.slice(from), end: text.length, untilEnd: true } : 'incomplete'
}

function readLength(text: string, from: number, length: string): Body | 'incomplete' | 'protocol' {
  if (!/^\d{1,9}$/.test(length)) return 'protocol'
  const end = from + Number(length)
  if (text.length < end) return 'incomplete'
  return { text: text.slice(from, end), end, untilEnd: false }
}

function readChunks(text: string, from: number): Body | 'incomplete' | 'protocol' {
  let body = ''
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return text.length - at > 64 ? 'protocol' : 'incomplete'
    const size = /^([\da-f]{1,7})[ \t]*(?:;.*)?$/i.exec(text.slice(at, lineEnd))
    if (!size) return 'protocol'
    const start = lineEnd + 2
    const end = start + Number.parseInt(size[1] as string, 16)
    if (end === start) return endOfTrailers(text, lineEnd, body)
    if (text.length < end + 2) return 'incomplete'
    if (text.slice(end, end + 2) !== '\r\n') return 'protocol'
    body += text.slice(start, end)
    at = end + 2
  }
}

/** @param at where the line of the last chunk's size ends; an empty line after it, or after trailers, ends the body */
function endOfTrailers(text: string, at: number, body: string): Body | 'incomplete' {
  const end = text.indexOf('\r\n\r\n', at)
  return end < 0 ? 'incomplete' : { text: body, end: end + 4, untilEnd: false }
}
