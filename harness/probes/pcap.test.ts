import { describe, expect, test } from 'vitest'
import { HarnessError } from '../errors.ts'
import { parsePcap } from './pcap.ts'

const NS_LITTLE = '4d3cb2a1'
const US_BIG = 'a1b2c3d4'

function file(linkType: number, frames: Buffer[], magic = NS_LITTLE): Buffer {
  const big = magic === US_BIG
  const words = (...values: number[]) =>
    Buffer.concat(
      values.map((value) => {
        const word = Buffer.alloc(4)
        if (big) word.writeUInt32BE(value)
        else word.writeUInt32LE(value)
        return word
      }),
    )
  const records = frames.map((frame, i) =>
    Buffer.concat([words(1_700_000_000, 999_000 + i, frame.length, frame.length), frame]),
  )
  return Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(16), words(linkType), ...records])
}

/** TCP 443 → 5000, sequence number 7, PSH and ACK, with four bytes of options. */
const tcp = (payload: string, flags = 0x18) => {
  const header = Buffer.alloc(24)
  header.writeUInt16BE(443, 0)
  header.writeUInt16BE(5000, 2)
  header.writeUInt32BE(7, 4)
  header[12] = 6 << 4
  header[13] = flags
  return Buffer.concat([header, Buffer.from(payload)])
}

const ipv4 = (body: Buffer, { protocol = 6, fragment = 0 } = {}) => {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + body.length, 2)
  header.writeUInt16BE(fragment, 6)
  header[9] = protocol
  header.set([10, 0, 0, 1, 10, 0, 0, 2], 12)
  return Buffer.concat([header, body])
}

const ipv6 = (body: Buffer) => {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(body.length, 4)
  header[6] = 6
  header[23] = 1
  header.set([0xfd, 0, 0, 1], 24)
  header[39] = 2
  return Buffer.concat([header, body])
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const ethernet = (packet: Buffer, type = '0800') => Buffer.concat([Buffer.alloc(12), hex(type), packet])
const sll = (packet: Buffer) => Buffer.concat([Buffer.alloc(14), hex('0800'), packet])
const sll2 = (packet: Buffer) => Buffer.concat([hex('0800'), Buffer.alloc(18), packet])

const expected = {
  src: '10.0.0.1',
  dst: '10.0.0.2',
  sport: 443,
  dport: 5000,
  seq: 7,
  flags: { fin: false, syn: false, rst: false, psh: true, ack: true },
  payloadLength: 5,
  payload: Buffer.from('hello'),
}

describe('link types', () => {
  // A short packet on Ethernet is padded; the padding is no payload.
  test.each([
    ['Ethernet', 1, Buffer.concat([ethernet(ipv4(tcp('hello'))), Buffer.alloc(6)])],
    ['Ethernet with a VLAN tag', 1, ethernet(Buffer.concat([hex('0001 0800'), ipv4(tcp('hello'))]), '8100')],
    ['LINUX_SLL', 113, sll(ipv4(tcp('hello')))],
    ['LINUX_SLL2', 276, sll2(ipv4(tcp('hello')))],
    ['RAW', 101, ipv4(tcp('hello'))],
  ])('%s', (_, linkType, frame) => {
    expect(parsePcap(file(linkType, [frame]))).toEqual([{ wallNs: 1_700_000_000_000_999_000n, ...expected }])
  })

  test('an unknown one is named', () => {
    expect(() => parsePcap(file(105, [ipv4(tcp(''))]))).toThrow(/link type 105 is not known/)
  })
})

test('IPv6 addresses are written short', () => {
  const [packet] = parsePcap(file(101, [ipv6(tcp('hello'))]))
  expect(packet).toMatchObject({ src: '::1', dst: 'fd00:1::2', payload: Buffer.from('hello') })
})

test('microseconds and the other byte order', () => {
  const [packet] = parsePcap(file(101, [ipv4(tcp('hello'))], US_BIG))
  expect(packet).toEqual({ wallNs: 1_700_000_000_999_000_000n, ...expected })
})

test('flags', () => {
  const flags = (bits: number) => parsePcap(file(101, [ipv4(tcp('', bits))]))[0]?.flags
  expect(flags(0x14)).toEqual({ fin: false, syn: false, rst: true, psh: false, ack: true })
  expect(flags(0x03)).toEqual({ fin: true, syn: true, rst: false, psh: false, ack: false })
})

test('a payload that the capture cut keeps its length on the wire', () => {
  const [packet] = parsePcap(file(101, [ipv4(tcp('hello')).subarray(0, -3)]))
  expect(packet).toMatchObject({ payloadLength: 5, payload: Buffer.from('he') })
})

test('what is not TCP, a fragment, or cut within a header is left out', () => {
  const frames = [
    ipv4(tcp(''), { protocol: 17 }),
    ipv4(tcp(''), { fragment: 0x2000 }),
    ipv4(tcp('')).subarray(0, 30),
    Buffer.alloc(0),
    ipv4(tcp('last')),
  ]
  expect(parsePcap(file(101, frames)).map((packet) => String(packet.payload))).toEqual(['last'])
})

test('a last record that is cut off is ignored, at every cut', () => {
  const whole = file(101, [ipv4(tcp('one')), ipv4(tcp('two'))])
  const one = file(101, [ipv4(tcp('one'))]).length
  for (let length = one; length < whole.length; length++)
    expect(parsePcap(whole.subarray(0, length))).toHaveLength(1)
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('tcpdump: lo: You do not have permission')],
  ['a damaged record', Buffer.concat([file(101, []), Buffer.alloc(16, 0xff)])],
])('%s is refused', (_, bytes) => expect(() => parsePcap(bytes)).toThrow(HarnessError))
