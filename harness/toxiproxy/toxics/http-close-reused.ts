import { HttpRequests } from './http-requests.ts'
import { defineToxic, type Ending, perMille, type Stage, type Stub } from './toxic-type.ts'

interface HttpCloseReusedAttributes {
  /** Of the requests on a connection that has carried one before, so many of a thousand. */
  readonly per_mille: number
}

/**
 * Ours, not in the original. Closes a connection in order as soon as a further HTTP request comes on it, without an answer: what a client sees
 * whose request crosses the server's decision to close an idle connection. The first request of a connection passes. Only on the upstream.
 */
export const httpCloseReused = defineToxic<HttpCloseReusedAttributes>({
  name: 'http_close_reused',
  attributes: { per_mille: perMille },
  start: (stub, attributes) => new HttpCloseReusedStage(stub, attributes),
})

class HttpCloseReusedStage implements Stage<HttpCloseReusedAttributes> {
  readonly #stub: Stub
  readonly #requests: HttpRequests
  #perMille: number
  #closed = false

  constructor(stub: Stub, attributes: HttpCloseReusedAttributes) {
    this.#stub = stub
    this.#perMille = attributes.per_mille
    // From the first roll on it is not fresh any more.
    const { fresh } = stub
    this.#requests = new HttpRequests(fresh, {
      pass: (chunk) => stub.pass(chunk),
      decide: ({ before }) => {
        const isFurther = before > 0 || !fresh
        if (!this.#closed && isFurther && stub.chooses(this.#perMille)) this.#closed = true
        return this.#closed ? 'swallow' : 'pass'
      },
    })
  }

  get held(): number {
    return this.#requests.held
  }

  data(chunk: Buffer): void {
    if (this.#closed) return
    this.#requests.data(chunk)
    if (!this.#closed) return
    this.#stub.answered()
    this.#stub.acted(chunk.length)
    this.#stub.close()
  }

  end(how: Ending): void {
    this.remove()
    this.#stub.passEnd(how)
  }

  update(attributes: HttpCloseReusedAttributes): void {
    this.#perMille = attributes.per_mille
  }

  remove(): void {
    const kept = this.#requests.release()
    if (kept.length > 0 && !this.#closed) this.#stub.pass(kept)
  }

  dispose(): void {}
}
