/** What stands before a packet that a rule has sent to the device: an Ethernet header. */
const ETHERNET_BYTES = 14
const ETHERTYPE_IPV4 = 0x0800

/** Least of an IPv4 header and of a TCP header. */
const HEADER_BYTES = 20
const PROTOCOL_TCP = 6

/** A TCP packet of IPv4, and where its parts begin. */
export interface TcpPacket {
  /** From its IP header on. */
  readonly bytes: Buffer
  /** Of its TCP header. */
  readonly tcpAt: number
  /** Of what it carries; the packet's end where it carries nothing. */
  readonly payloadAt: number
}

/**
 * The TCP packet in what the device gives. What the kernel itself says there, as an IPv6 router solicitation, has no Ethernet header and is
 * none of the link's: undefined.
 */
export function tcpPacketIn(frame: Buffer): TcpPacket | undefined {
  if (frame.length < ETHERNET_BYTES + 2 * HEADER_BYTES) return undefined
  if (frame.readUInt16BE(12) !== ETHERTYPE_IPV4 || frame[ETHERNET_BYTES]! >> 4 !== 4) return undefined
  const whole = frame.subarray(ETHERNET_BYTES)
  const [tcpAt, length] = [(whole[0]! & 0xf) * 4, whole.readUInt16BE(2)]
  if (whole[9] !== PROTOCOL_TCP || length > whole.length || length < tcpAt + HEADER_BYTES) return undefined
  // A short frame is padded.
  const bytes = whole.subarray(0, length)
  return { bytes, tcpAt, payloadAt: payloadAtOf(bytes) }
}

/** Where what a TCP packet carries begins. */
export function payloadAtOf(bytes: Buffer): number {
  const tcpAt = (bytes[0]! & 0xf) * 4
  return Math.min(tcpAt + (bytes[tcpAt + 12]! >> 4) * 4, bytes.length)
}

/** Both addresses and both ports, from sender to receiver, as a key. */
export const flowOf = ({ bytes, tcpAt }: TcpPacket): string =>
  bytes.toString('latin1', 12, 20) + bytes.toString('latin1', tcpAt, tcpAt + 4)

/** Whether it is sent to this address and port. */
export const isTo = ({ bytes, tcpAt }: TcpPacket, { host, port }: { host: string; port: number }): boolean =>
  bytes.readUInt16BE(tcpAt + 2) === port && bytes.subarray(16, 20).join('.') === host
