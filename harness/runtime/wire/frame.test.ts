import { expect, test } from 'vitest'
import { tcpFrame } from './fixtures/tcp-frame.ts'
import { flowOf, isTo, tcpPacketIn } from './frame.ts'

test('the packet stands behind the Ethernet header, and padding is none of it', () => {
  const frame = tcpFrame(Buffer.from('hello'))
  const packet = tcpPacketIn(Buffer.concat([frame, Buffer.alloc(9)]))!
  expect(packet.bytes).toEqual(frame.subarray(14))
  expect(packet.bytes.subarray(packet.payloadAt).toString()).toBe('hello')
})

test('a flow has a direction, and goes to an address and a port', () => {
  const [one, other] = [tcpFrame(Buffer.alloc(0)), tcpFrame(Buffer.alloc(0), { from: 80, to: 4_000 })]
  const [there, back] = [tcpPacketIn(one)!, tcpPacketIn(other)!]
  expect(flowOf(there)).not.toBe(flowOf(back))
  expect(isTo(there, { host: '127.9.8.7', port: 80 })).toBe(true)
  expect(isTo(there, { host: '127.9.8.7', port: 81 })).toBe(false)
  expect(isTo(there, { host: '127.9.8.70', port: 80 })).toBe(false)
})

test.each([
  [
    'an IPv6 packet of the kernel without Ethernet header',
    Buffer.concat([Buffer.from([0x60]), Buffer.alloc(79)]),
  ],
  ['another protocol', withByte(14 + 9, 17)],
  ['another EtherType', withByte(13, 6)],
  ['a length beyond its end', withByte(14 + 3, 255)],
  ['too few bytes', tcpFrame(Buffer.alloc(0)).subarray(0, 40)],
])('%s is no packet of a link', (_, frame) => {
  expect(tcpPacketIn(frame)).toBeUndefined()
})

function withByte(at: number, value: number): Buffer {
  const frame = tcpFrame(Buffer.from('x'))
  frame[at] = value
  return frame
}
