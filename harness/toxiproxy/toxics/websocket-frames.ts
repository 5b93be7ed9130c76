import { StreamReader } from './stream-reader.ts'

/** The head of a WebSocket frame: RFC 6455, 5.2. */
export interface FrameHead {
  /** It is the last of its message. */
  readonly final: boolean
  /** Bits of extensions, as of a compressed message. */
  readonly reserved: number
  readonly opcode: number
  /** Key of its mask, four bytes; absent in what servers send. */
  readonly mask?: Buffer
  /** Of its payload, bytes. */
  readonly length: number
  /** Bytes of the head itself. */
  readonly bytes: number
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const known: ReadonlySet<number> = new Set(Object.values(opcodes))
/** A control frame has no more: RFC 6455, 5.5. */
const maxControlBytes = 125
/** Bytes. Longer than any frame of a sane program; what claims more is no frame. */
const maxFrameBytes = 2 ** 31

/** @returns undefined when more bytes are needed; `none` where no frame can begin so */
export function headOf(bytes: Buffer): FrameHead | 'none' | undefined {
  if (bytes.length < 2) return undefined
  const [first, second] = [bytes[0]!, bytes[1]!]
  const [opcode, isMasked, short] = [first & 15, second >= 128, second & 127]
  const final = first >= 128
  const isControl = opcode >= 8
  if (!known.has(opcode) || (isControl && (!final || short > maxControlBytes))) return 'none'
  const wide = short === 127 ? 8 : short === 126 ? 2 : 0
  const total = 2 + wide + (isMasked ? 4 : 0)
  if (bytes.length < total) return undefined
  const length = wide === 0 ? short : wide === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (length > maxFrameBytes) return 'none'
  const mask = isMasked ? { mask: Buffer.from(bytes.subarray(total - 4, total)) } : {}
  return { final, reserved: (first >> 4) & 7, opcode, ...mask, length, bytes: total }
}

/** Writes a head in the shortest form there is for its length. */
export function headBytes({ final, reserved, opcode, mask, length }: Omit<FrameHead, 'bytes'>): Buffer {
  const wide = length > 65_535 ? 8 : length > 125 ? 2 : 0
  const head = Buffer.alloc(2 + wide)
  head[0] = (final ? 128 : 0) | (reserved << 4) | opcode
  head[1] = (mask ? 128 : 0) | (wide === 8 ? 127 : wide === 2 ? 126 : length)
  if (wide === 2) head.writeUInt16BE(length, 2)
  if (wide === 8) head.writeBigUInt64BE(BigInt(length), 2)
  return mask ? Buffer.concat([head, mask]) : head
}

/** Whether these bytes are whole frames, one after the other, and nothing else. */
function areFrames(bytes: Buffer): boolean {
  let at = 0
  while (at < bytes.length) {
    const head = headOf(bytes.subarray(at, at + 14))
    if (head === undefined || head === 'none') return false
    at += head.bytes + head.length
  }
  return at === bytes.length && at > 0
}

/** What becomes of a frame: as it came, nowhere, or as several frames of at most so many bytes. */
export type FrameFate = 'pass' | 'swallow' | { readonly split: number }

interface FrameSink {
  pass(chunk: Buffer): void
  decide(head: FrameHead): FrameFate
  /** A message, or a control frame outside of one, has just ended, and the next has not begun. */
  between(): void
}

/** ms. What comes after so long a silence begins with the head of a frame. */
const quietMs = 100
/** Bytes of a handshake; servers refuse longer ones. */
const maxHandshakeBytes = 65_536

/**
 * The frames in one direction of a connection. Where each begins is known after a handshake. On a connection that was open before, all passes untouched
 * up to a chunk of whole frames, or up to the head of one after a silence. What is no WebSocket passes.
 */
export class WebSocketFrames extends StreamReader {
  readonly #sink: FrameSink
  #synced = false
  #state: 'handshake' | 'looking'
  #lastAt = performance.now()
  #fate: FrameFate = 'pass'
  /** The frame that is being split, as far as it has not begun to leave. */
  #rest: FrameHead | undefined
  /** Bytes that are still to come of the frame, or of the piece of it. */
  #left = 0
  /** In the midst of a message: its last frame has not come. */
  #inMessage = false

  /** @param fresh the connection has carried nothing so far */
  constructor(fresh: boolean, sink: FrameSink) {
    super()
    this.#sink = sink
    this.#state = fresh ? 'handshake' : 'looking'
  }

  get changing(): boolean {
    return this.#fate !== 'pass' && (this.#left > 0 || this.#rest !== undefined)
  }

  protected override begin(bytes: Buffer): Buffer | undefined {
    const isHandshake = this.#state === 'handshake'
    if (!isHandshake) this.#synced ||= areFrames(bytes) || this.#beginsAfterSilence(bytes)
    this.#lastAt = performance.now()
    return isHandshake ? this.#handshake(bytes) : bytes
  }

  /** @returns what follows the handshake; undefined where it has not ended */
  #handshake(bytes: Buffer): Buffer | undefined {
    const isHttp = /^(?:GET |HTTP\/1\.1 101)/.test(bytes.toString('latin1', 0, 12))
    const end = bytes.indexOf('\r\n\r\n')
    if (isHttp && end < 0 && bytes.length < maxHandshakeBytes) return undefined
    this.#state = 'looking'
    this.#synced = isHttp && end >= 0
    if (!this.#synced) return bytes
    this.#sink.pass(bytes.subarray(0, end + 4))
    return bytes.subarray(end + 4)
  }

  #beginsAfterSilence(bytes: Buffer): boolean {
    return performance.now() - this.#lastAt >= quietMs && typeof headOf(bytes) === 'object'
  }

  protected step(bytes: Buffer): number {
    if (this.#synced) return this.#left > 0 ? this.#payload(bytes) : this.#head(bytes)
    this.#sink.pass(bytes)
    return bytes.length
  }

  #head(bytes: Buffer): number {
    const head = headOf(bytes)
    if (head === undefined) return 0
    if (head === 'none') {
      this.#synced = false
      this.#sink.pass(bytes)
      return bytes.length
    }
    this.#fate = this.#sink.decide(head)
    this.#left = head.length
    if (head.opcode < opcodes.close) this.#inMessage = !head.final
    if (this.#fate === 'pass') this.#sink.pass(bytes.subarray(0, head.bytes))
    else if (this.#fate !== 'swallow') this.#split(head, this.#fate.split)
    this.#ended()
    return head.bytes
  }

  #payload(bytes: Buffer): number {
    const taken = Math.min(this.#left, bytes.length)
    if (this.#fate !== 'swallow') this.#sink.pass(bytes.subarray(0, taken))
    this.#left -= taken
    if (this.#left === 0 && this.#rest && typeof this.#fate === 'object')
      this.#split(this.#rest, this.#fate.split)
    this.#ended()
    return taken
  }

  /** Sends the head of the first piece of a frame, and remembers what follows it. */
  #split(head: FrameHead, size: number): void {
    const length = Math.min(size, head.length)
    const left = head.length - length
    this.#sink.pass(headBytes({ ...head, length, final: head.final && left === 0 }))
    this.#left = length
    const { mask } = head
    const turned = mask && { mask: Buffer.from([0, 1, 2, 3].map((i) => mask[(i + length) % 4]!)) }
    this.#rest =
      left > 0 ? { ...head, ...turned, reserved: 0, opcode: opcodes.continuation, length: left } : undefined
  }

  #ended(): void {
    if (this.#left === 0 && !this.#rest && !this.#inMessage) this.#sink.between()
  }
}
