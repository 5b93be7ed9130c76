import { badBody } from '../api/api-error.ts'
import { shown } from '../api/fields.ts'
import { HttpRequests, type RequestHead } from './http-requests.ts'
import { ReadingStage } from './reading-stage.ts'
import { defineToxic, type Field, perMille, type Stub, wholeNumber } from './toxic-type.ts'

interface HttpAnswerAttributes {
  /** 200 to 599. */
  readonly status: number
  readonly body: string
  /** Lines of the head, as in `retry-after: 1`, with `\n` between them. */
  readonly headers: string
  /** Only requests of this method; empty: of all. */
  readonly method: string
  /** Only requests whose path begins so; empty: all. */
  readonly path: string
  /** Answers so many, over all connections, and no more; 0: no end. */
  readonly first: number
  /** Of the requests that it may answer, so many of a thousand. */
  readonly per_mille: number
}

/** Characters of a body, or of all headers. */
const maxText = 65_536

const text: Field<string> = {
  initial: '',
  parse(value, name) {
    if (typeof value !== 'string' || value.length > maxText)
      throw badBody(`attribute ${name} must be a text of at most ${maxText} characters, got ${shown(value)}`)
    return value
  },
}

/** RFC 9110, 5.1 and 5.5: a name of token characters, a value without control characters. */
const headerLine = /^[!#$%&'*+.^_`|~0-9a-z-]+:[^\p{Cc}]*$/iu

const headerLines: Field<string> = {
  initial: '',
  parse(value, name) {
    const lines = text.parse(value, name).split('\n')
    const wrong = lines.find((line) => line !== '' && !headerLine.test(line))
    if (wrong !== undefined)
      throw badBody(`attribute ${name} must be lines of "name: value", got ${shown(wrong)}`)
    return value as string
  },
}

/**
 * Ours, not in the original. Answers HTTP requests itself, on open connections as on new ones; the far side never sees them. Connections stay
 * open. Requests that it leaves alone pass byte for byte, and so does what is no HTTP/1.1. Only on the upstream. A connection on
 * which half a request was swallowed is closed on removal.
 */
export const httpAnswer = defineToxic<HttpAnswerAttributes>({
  name: 'http_answer',
  attributes: {
    status: { ...wholeNumber('HTTP status', 200, 599), initial: 503 },
    body: text,
    headers: headerLines,
    method: text,
    path: text,
    first: wholeNumber('requests', 0, Number.MAX_SAFE_INTEGER),
    per_mille: perMille,
  },
  start: (stub, attributes) => new HttpAnswerStage(stub, attributes),
})

class HttpAnswerStage extends ReadingStage<HttpAnswerAttributes> {
  protected readonly reader: HttpRequests
  #attributes: HttpAnswerAttributes

  constructor(stub: Stub, attributes: HttpAnswerAttributes) {
    super(stub)
    this.#attributes = attributes
    this.reader = new HttpRequests(stub.fresh, {
      pass: (chunk) => stub.pass(chunk),
      decide: (head) => {
        if (!this.#isMeant(head)) return 'pass'
        this.#answer(head)
        return 'swallow'
      },
    })
  }

  update(attributes: HttpAnswerAttributes): void {
    this.#attributes = attributes
  }

  #isMeant({ method, target }: RequestHead): boolean {
    const wanted = this.#attributes
    if (wanted.first > 0 && this.stub.answers >= wanted.first) return false
    if (wanted.method !== '' && wanted.method.toUpperCase() !== method) return false
    if (!pathOf(target).startsWith(wanted.path)) return false
    return this.stub.chooses(wanted.per_mille)
  }

  #answer({ method, waits }: RequestHead): void {
    const { status, body, headers } = this.#attributes
    const content = hasBody(status) ? Buffer.from(body) : undefined
    const lines = [
      `HTTP/1.1 ${status} ${reasonOf(status)}`,
      ...headers.split('\n').filter((line) => line !== ''),
      ...(content ? [`content-length: ${content.length}`] : []),
      // Whether the body that waited for a word still comes is not known: what follows on this connection could not be told from it.
      ...(waits ? ['connection: close'] : []),
    ]
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
    this.stub.answer(content && method !== 'HEAD' ? Buffer.concat([head, content]) : head)
    if (waits) this.stub.close()
  }
}

/** RFC 9110, 15: these have none. */
function hasBody(status: number): boolean {
  return status !== 204 && status !== 304
}

/** Of a whole URL its path. */
function pathOf(target: string): string {
  return target.startsWith('/') ? target : (/^[a-z]+:\/\/[^/]+(\/.*)?$/i.exec(target)?.[1] ?? '/')
}

/** What a status is called is for people only. */
function reasonOf(status: number): string {
  return status < 400 ? 'OK' : 'Error'
}
