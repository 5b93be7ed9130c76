import { HarnessError } from '../errors.ts'

export interface TcpFlags {
  readonly fin: boolean
  readonly syn: boolean
  readonly rst: boolean
  readonly psh: boolean
  readonly ack: boolean
}

export interface TcpSegment {
  readonly src: string
  readonly dst: string
  readonly sport: number
  readonly dport: number
  readonly seq: number
  readonly flags: TcpFlags
  /** Bytes of payload on the wire; `payload` is shorter where the capture was cut. */
  readonly payloadLength: number
  readonly payload: Buffer
}

/** Link types of pcap (tcpdump.org/linktypes.html): where the protocol number stands and where the packet begins. */
const links: Readonly<Record<number, { readonly protocolAt: number; readonly packetAt: number }>> = {
  // Ethernet
  1: { protocolAt: 12, packetAt: 14 },
  // LINUX_SLL
  113: { protocolAt: 14, packetAt: 16 },
  // LINUX_SLL2
  276: { protocolAt: 0, packetAt: 20 },
}

/** RAW: the frame is the IP packet itself. */
const LINK_RAW = 101

const ETHER_IPV4 = 0x0800
const ETHER_IPV6 = 0x86dd
const ETHER_VLAN = 0x8100
const PROTOCOL_TCP = 6

interface IpPacket {
  readonly src: string
  readonly dst: string
  /** TCP header and payload, cut to the length that IP states. */
  readonly body: Buffer
  /** Bytes of `body` on the wire. */
  readonly bodyLength: number
}

/**
 * The TCP segment in a captured frame; undefined for everything else, fragments and frames cut within a header included.
 * @throws HarnessError for a link type that is not known here
 */
export function parseTcp(linkType: number, frame: Buffer): TcpSegment | undefined {
  const packet = networkLayer(linkType, frame)
  if (!packet || packet.length < 1) return undefined
  const version = (packet[0] as number) >> 4
  const ip = version === 4 ? parseIpv4(packet) : version === 6 ? parseIpv6(packet) : undefined
  return ip && parseSegment(ip)
}

function networkLayer(linkType: number, frame: Buffer): Buffer | undefined {
  if (linkType === LINK_RAW) return frame
  const link = links[linkType]
  if (!link)
    throw new HarnessError(
      `capture: link type ${linkType} is not known; known are Ethernet, LINUX_SLL, LINUX_SLL2 and RAW`,
    )
  if (frame.length < link.packetAt) return undefined
  const protocol = frame.readUInt16BE(link.protocolAt)
  if (protocol === ETHER_IPV4 || protocol === ETHER_IPV6) return frame.subarray(link.packetAt)
  return protocol === ETHER_VLAN ? behindVlanTag(frame, link.packetAt) : undefined
}

function behindVlanTag(frame: Buffer, at: number): Buffer | undefined {
  if (frame.length < at + 4) return undefined
  const protocol = frame.readUInt16BE(at + 2)
  return protocol === ETHER_IPV4 || protocol === ETHER_IPV6 ? frame.subarray(at + 4) : undefined
}

function parseIpv4(packet: Buffer): IpPacket | undefined {
  if (packet.length < 20) return undefined
  const headerLength = (packet[0]! & 0x0f) * 4
  const total = packet.readUInt16BE(2)
  const fragment = (packet.readUInt16BE(6) & 0x3fff) !== 0
  if (packet[9] !== PROTOCOL_TCP || fragment || headerLength < 20 || total < headerLength) return undefined
  return {
    src: packet.subarray(12, 16).join('.'),
    dst: packet.subarray(16, 20).join('.'),
    body: packet.subarray(headerLength, total),
    bodyLength: total - headerLength,
  }
}

/** Without extension headers: TCP on a test network carries none. */
function parseIpv6(packet: Buffer): IpPacket | undefined {
  if (packet.length < 40 || packet[6] !== PROTOCOL_TCP) return undefined
  const bodyLength = packet.readUInt16BE(4)
  return {
    src: ipv6Text(packet.subarray(8, 24)),
    dst: ipv6Text(packet.subarray(24, 40)),
    body: packet.subarray(40, 40 + bodyLength),
    bodyLength,
  }
}

/** Full form with the longest run of zero groups shortened, as RFC 5952 writes it. */
function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function parseSegment({ src, dst, body, bodyLength }: IpPacket): TcpSegment | undefined {
  if (body.length < 20) return undefined
  const headerLength = (body[12]! >> 4) * 4
  if (headerLength < 20 || headerLength > bodyLength) return undefined
  const bits = body[13]!
  return {
    src,
    dst,
    sport: body.readUInt16BE(0),
    dport: body.readUInt16BE(2),
    seq: body.readUInt32BE(4),
    flags: {
      fin: (bits & 1) !== 0,
      syn: (bits & 2) !== 0,
      rst: (bits & 4) !== 0,
      psh: (bits & 8) !== 0,
      ack: (bits & 16) !== 0,
    },
    payloadLength: bodyLength - headerLength,
    payload: body.subarray(headerLength),
  }
}
