import { badBody } from '../api/api-error.ts'
import { shown } from '../api/fields.ts'
import { ReadingStage } from './reading-stage.ts'
import { defineToxic, type Ending, type Field, type Stub, wholeNumber } from './toxic-type.ts'
import { type FrameFate, type FrameHead, headBytes, opcodes, WebSocketFrames } from './websocket-frames.ts'

const acts = ['lose_pings', 'fragment', 'oversize', 'close'] as const
type Act = (typeof acts)[number]

interface WebSocketAttributes {
  readonly act: Act
  /** Bytes: of a fragment, or of the oversized message. */
  readonly size: number
  /** Close code. */
  readonly code: number
}

const actField: Field<Act> = {
  initial: 'lose_pings',
  parse(value, name) {
    if (!acts.includes(value as Act))
      throw badBody(`attribute ${name} must be one of ${acts.join(', ')}, got ${shown(value)}`)
    return value as Act
  },
}

/**
 * Ours, not in the original. Acts on the frames of WebSockets, on open connections as on new ones, in its direction. `lose_pings` swallows pings of the
 * protocol. `fragment` has messages leave in pieces of `size` bytes. `oversize` sends, once on each connection, a message of `size` bytes
 * after the next frame. `close` sends a close frame with `code` after the next frame, and ends the connection. Where it acts on a
 * connection, it has seen a chunk of whole frames before; all else passes untouched. On removal a connection goes on, or is
 * closed in the midst of a frame that does not leave as it came.
 */
export const webSocket = defineToxic<WebSocketAttributes>({
  name: 'websocket',
  attributes: {
    act: actField,
    size: { ...wholeNumber('bytes', 1, 1_073_741_824), initial: 1_024 },
    code: { ...wholeNumber('close code', 1_000, 4_999), initial: 1_001 },
  },
  start: (stub, attributes) => new WebSocketStage(stub, attributes),
})

class WebSocketStage extends ReadingStage<WebSocketAttributes> {
  protected readonly reader: WebSocketFrames
  #attributes: WebSocketAttributes
  /** What comes only once was sent. */
  #done = false
  #masked = false

  constructor(stub: Stub, attributes: WebSocketAttributes) {
    super(stub)
    this.#attributes = attributes
    this.reader = new WebSocketFrames(stub.fresh, {
      pass: (chunk) => {
        if (!this.#closed) stub.pass(chunk)
      },
      decide: (head) => this.#decide(head),
      between: () => this.#between(),
    })
  }

  override data(chunk: Buffer): void {
    // After a close frame nothing may follow.
    if (!this.#closed) super.data(chunk)
  }

  override end(how: Ending): void {
    if (!this.#closed) super.end(how)
  }

  update(attributes: WebSocketAttributes): void {
    this.#attributes = attributes
  }

  get #closed(): boolean {
    return this.#done && this.#attributes.act === 'close'
  }

  #decide({ opcode, mask, length }: FrameHead): FrameFate {
    const { act, size } = this.#attributes
    this.#masked = mask !== undefined
    if (act === 'lose_pings' && opcode === opcodes.ping) {
      this.#acted(length)
      return 'swallow'
    }
    if (act !== 'fragment' || opcode >= opcodes.close || length <= size) return 'pass'
    this.#acted(length)
    return { split: size }
  }

  #between(): void {
    const { act, size, code } = this.#attributes
    if (this.#done || (act !== 'oversize' && act !== 'close')) return
    this.#done = true
    this.#acted(act === 'oversize' ? size : 0)
    if (act === 'oversize') this.stub.pass(this.#frame(opcodes.text, Buffer.alloc(size, ' ')))
    else {
      const payload = Buffer.alloc(2)
      payload.writeUInt16BE(code)
      this.stub.pass(this.#frame(opcodes.close, payload))
      this.stub.passEnd('close')
    }
  }

  /** A whole message, masked as its direction wants it: a key of zeros leaves the payload as it is. */
  #frame(opcode: number, payload: Buffer): Buffer {
    const mask = this.#masked ? { mask: Buffer.alloc(4) } : {}
    return Buffer.concat([
      headBytes({ final: true, reserved: 0, opcode, ...mask, length: payload.length }),
      payload,
    ])
  }

  #acted(bytes: number): void {
    this.stub.chooses(1_000)
    this.stub.answered()
    this.stub.acted(bytes)
  }
}
