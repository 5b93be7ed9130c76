import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type FrameFate,
  type FrameHead,
  headBytes,
  headOf,
  opcodes,
  WebSocketFrames,
} from './websocket-frames.ts'

interface Frame {
  readonly opcode: number
  readonly final: boolean
  readonly payload: Buffer
  readonly mask?: Buffer
}

const bytesOf = ({ opcode, final, payload, mask }: Frame) =>
  Buffer.concat([
    headBytes({ opcode, final, reserved: 0, length: payload.length, ...(mask && { mask }) }),
    masked(payload, mask),
  ])

function masked(payload: Buffer, mask?: Buffer): Buffer {
  return mask ? Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]!)) : payload
}

/** All frames in these bytes, unmasked. */
function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; ) {
    const head = headOf(bytes.subarray(at)) as FrameHead
    const payload = bytes.subarray(at + head.bytes, at + head.bytes + head.length)
    frames.push({ opcode: head.opcode, final: head.final, payload: masked(payload, head.mask) })
    at += head.bytes + head.length
  }
  return frames
}

function readerOf(decide: (head: FrameHead) => FrameFate, fresh = false) {
  const passed: Buffer[] = []
  let between = 0
  const reader = new WebSocketFrames(fresh, {
    pass: (chunk) => void passed.push(Buffer.from(chunk)),
    decide,
    between: () => between++,
  })
  return { reader, passed: () => Buffer.concat(passed), between: () => between }
}

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.integer({ min: 65_530, max: 65_540 }).map((length) => new Uint8Array(length).fill(7)),
)
const message = fc.tuple(fc.constantFrom<number>(opcodes.text, opcodes.binary), payload, fc.boolean()).map(
  ([opcode, content, isMasked]): Frame => ({
    opcode,
    final: true,
    payload: Buffer.from(content),
    ...(isMasked && { mask: Buffer.from([1, 2, 3, 4]) }),
  }),
)
const ping: Frame = { opcode: opcodes.ping, final: true, payload: Buffer.from('p') }
const messages = fc.array(fc.oneof(message, fc.constant(ping)), { minLength: 1, maxLength: 5 })

/** A first whole message, by which it is known where frames begin, and the rest in pieces. */
function send(reader: WebSocketFrames, bytes: Buffer, cuts: readonly number[]): void {
  reader.data(bytesOf({ opcode: opcodes.text, final: true, payload: Buffer.from('first') }))
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  for (const [i, from] of [0, ...at].entries()) reader.data(bytes.subarray(from, at[i] ?? bytes.length))
}

describe('frames', () => {
  test('pass byte for byte, however they are cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 10 }), (all, cuts) => {
        const bytes = Buffer.concat(all.map(bytesOf))
        const { reader, passed, between } = readerOf(() => 'pass')
        send(reader, bytes, cuts)
        expect(passed().subarray(7).equals(bytes)).toBe(true)
        expect(between()).toBe(all.length + 1)
      }),
    )
  })

  test('are split without changing what they say, masked or not', () => {
    fc.assert(
      fc.property(
        messages,
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.integer({ min: 20, max: 400 }),
        (all, cuts, size) => {
          const { reader, passed } = readerOf(({ opcode, length }) =>
            opcode < 8 && length > size ? { split: size } : 'pass',
          )
          send(reader, Buffer.concat(all.map(bytesOf)), cuts)
          const got = framesIn(passed()).slice(1)
          expect(got.every((one) => one.opcode >= 8 || one.payload.length <= size)).toBe(true)
          expect(got.filter(({ final }) => final)).toHaveLength(all.length)
          const whole: Buffer[] = []
          for (const one of got) {
            if (one.opcode === opcodes.continuation) whole.push(Buffer.concat([whole.pop()!, one.payload]))
            else whole.push(one.payload)
          }
          expect(whole.map((one) => one.toString('hex'))).toEqual(
            all.map((one) => one.payload.toString('hex')),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('that are swallowed leave nothing', () => {
    const { reader, passed } = readerOf(({ opcode }) => (opcode === opcodes.ping ? 'swallow' : 'pass'))
    reader.data(bytesOf(ping))
    reader.data(Buffer.concat([bytesOf(ping), bytesOf({ ...ping, opcode: opcodes.text })]).subarray(0, 4))
    expect(reader.held).toBe(1)
    reader.data(bytesOf({ ...ping, opcode: opcodes.text }).subarray(1))
    expect(framesIn(passed())).toMatchObject([{ opcode: opcodes.text }])
  })

  test('are known after a handshake, also in the chunk in which it ends', () => {
    const { reader, passed, between } = readerOf(() => 'pass', true)
    const head = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n'
    reader.data(Buffer.from(head.slice(0, 20)))
    expect(passed()).toHaveLength(0)
    reader.data(Buffer.concat([Buffer.from(head.slice(20)), bytesOf(ping)]))
    expect(passed().toString('latin1')).toBe(head + bytesOf(ping).toString('latin1'))
    expect(between()).toBe(1)
  })

  test('half a frame is taken for the beginning of one after a silence only', async () => {
    const half = bytesOf({ ...ping, opcode: opcodes.text, payload: Buffer.alloc(300) }).subarray(0, 40)
    const { reader, passed } = readerOf(() => 'swallow')
    reader.data(half)
    expect(passed()).toHaveLength(40)
    await new Promise((resolve) => setTimeout(resolve, 150))
    reader.data(half)
    expect(passed()).toHaveLength(40)
  })

  test('a handshake passes, and so does what is no WebSocket', () => {
    for (const text of [
      'GET /x HTTP/1.1\r\nupgrade: websocket\r\n\r\n',
      'HTTP/1.1 101 OK\r\n\r\n',
      'PING\r\n',
      '*1\r\n$4\r\nPING\r\n',
    ]) {
      const { reader, passed, between } = readerOf(() => 'swallow')
      reader.data(Buffer.from(text))
      expect(passed().toString()).toBe(text)
      expect(between()).toBe(0)
    }
  })

  test('between two frames of one message nothing may come', () => {
    const { reader, between } = readerOf(() => 'pass')
    const part = (opcode: number, final: boolean): Frame => ({ opcode, final, payload: Buffer.from('x') })
    reader.data(bytesOf(part(opcodes.text, false)))
    reader.data(bytesOf(ping))
    expect(between()).toBe(0)
    reader.data(bytesOf(part(opcodes.continuation, true)))
    expect(between()).toBe(1)
  })
})
