import type { TcpPacket } from './frame.ts'

/** Where TCP keeps its checksum. */
const CHECKSUM_AT = 16

/**
 * A copy of a packet with one bit of what it carries flipped.
 * @param at from 0 to 1: which bit
 * @param mended with the checksum that belongs to it: TCP takes it for right
 */
export function withFlippedBit({ bytes, tcpAt, payloadAt }: TcpPacket, at: number, mended: boolean): Buffer {
  const copy = Buffer.from(bytes)
  const bit = Math.floor(at * (copy.length - payloadAt) * 8)
  const byte = payloadAt + (bit >> 3)
  const before = wordAt(copy, tcpAt, byte)
  copy[byte]! ^= 1 << (bit & 7)
  if (!mended) return copy
  // RFC 1624, equation 3: one word of what the checksum is of has changed.
  const checksumAt = tcpAt + CHECKSUM_AT
  let sum = (~copy.readUInt16BE(checksumAt) & 0xffff) + (~before & 0xffff) + wordAt(copy, tcpAt, byte)
  sum = (sum & 0xffff) + (sum >> 16)
  sum = (sum & 0xffff) + (sum >> 16)
  copy.writeUInt16BE(~sum & 0xffff, checksumAt)
  return copy
}

/** The 16 bits, counted from the TCP header, that a byte belongs to. What is beyond the end is zero. */
function wordAt(bytes: Buffer, tcpAt: number, byte: number): number {
  const at = byte - ((byte - tcpAt) & 1)
  return (bytes[at]! << 8) | (bytes[at + 1] ?? 0)
}
