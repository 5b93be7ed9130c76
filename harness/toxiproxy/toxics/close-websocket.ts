import { findPattern } from './pattern.ts'
import { defineToxic, type Ending, type Stage, type Stub, wholeNumber } from './toxic-type.ts'

interface CloseWebSocketAttributes {
  /** Close code, from 1000 to 4999. */
  readonly code: number
}

/**
 * Ours, not in the original. Lets the handshake of each new WebSocket through, then sends a close frame with this code in place of all that
 * follows and ends the connection. Connections that are open, and those on which something else than a WebSocket is spoken, are not
 * touched. Only on the downstream.
 */
export const closeWebSocket = defineToxic<CloseWebSocketAttributes>({
  name: 'close_websocket',
  attributes: { code: { ...wholeNumber('close code', 1_000, 4_999), initial: 1_001 } },
  start: (stub, attributes) => (stub.fresh ? new CloseWebSocketStage(stub, attributes) : undefined),
})

const none = Buffer.alloc(0)
const headEnd = [...Buffer.from('\r\n\r\n')]
const isUpgraded = /^HTTP\/1\.1 101 /

/** Bytes. A server's answer to an upgrade has some hundred; what goes on for longer is no such answer. */
const maxHeadBytes = 16_384

class CloseWebSocketStage implements Stage<CloseWebSocketAttributes> {
  readonly #stub: Stub
  #code: number
  #head: Buffer = none
  #state: 'looking' | 'passing' | 'closed' = 'looking'

  constructor(stub: Stub, { code }: CloseWebSocketAttributes) {
    this.#stub = stub
    this.#code = code
  }

  get held(): number {
    return this.#head.length
  }

  data(chunk: Buffer): void {
    if (this.#state === 'passing') this.#stub.pass(chunk)
    if (this.#state !== 'looking') return
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const found = findPattern(this.#head, headEnd)
    if (found?.complete && isUpgraded.test(this.#head.subarray(0, 16).toString('latin1')))
      this.#close(this.#head.subarray(0, found.at + headEnd.length))
    else if (found?.complete || this.#head.length > maxHeadBytes) this.remove()
  }

  #close(head: Buffer): void {
    this.#head = none
    this.#state = 'closed'
    this.#stub.acted(head.length)
    this.#stub.pass(Buffer.concat([head, closeFrame(this.#code)]))
    this.#stub.passEnd('close')
  }

  end(how: Ending): void {
    if (this.#state === 'closed') return
    this.remove()
    this.#stub.passEnd(how)
  }

  update({ code }: CloseWebSocketAttributes): void {
    this.#code = code
  }

  remove(): void {
    if (this.#state !== 'looking') return
    const kept = this.#head
    this.#head = none
    this.#state = 'passing'
    if (kept.length > 0) this.#stub.pass(kept)
  }

  dispose(): void {}
}

/** Final, close, unmasked as servers send it, two bytes: RFC 6455, 5.5.1. */
function closeFrame(code: number): Buffer {
  const frame = Buffer.from([0x88, 2, 0, 0])
  frame.writeUInt16BE(code, 2)
  return frame
}
