import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withFlippedBit } from './corrupt.ts'
import { checksumOf, tcpFrame } from './fixtures/tcp-frame.ts'
import { tcpPacketIn } from './frame.ts'

const payloads = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes))
const places = fc.double({ min: 0, max: 0.999_999, noNaN: true })

test('one bit of the data is another one, and the checksum is wrong, or mended', () => {
  fc.assert(
    fc.property(payloads, places, fc.boolean(), (payload, at, mended) => {
      const packet = tcpPacketIn(tcpFrame(payload))!
      const flipped = withFlippedBit(packet, at, mended)
      const bits = payload.reduce((sum, byte, i) => sum + ones(byte ^ flipped[packet.payloadAt + i]!), 0)
      expect(bits).toBe(1)
      expect(checksumOf(packet.bytes)).toBe(0)
      expect(checksumOf(flipped) === 0).toBe(mended)
    }),
  )
})

const ones = (byte: number) => [...byte.toString(2)].filter((bit) => bit === '1').length
