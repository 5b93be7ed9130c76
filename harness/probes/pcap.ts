import { HarnessError } from '../errors.ts'
import { parseTcp, type TcpSegment } from './tcp-segment.ts'

/** A captured TCP segment. */
export interface Packet extends TcpSegment {
  /** Wall clock of the kernel's capture, ns since the epoch. */
  readonly wallNs: bigint
}

/** First word of a capture file with times in ns, and with times in µs. */
const MAGIC_NS = 0xa1b23c4d
const MAGIC_US = 0xa1b2c3d4

const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
const NS_PER_S = 1_000_000_000n

/** tcpdump's default snapshot length; a longer record means that the file is damaged. */
const RECORD_BYTES_MAX = 262_144

/**
 * TCP segments of a capture file (pcap, not pcapng), in file order. Other protocols and fragments are left out; a last
 * record that is cut off is ignored, as is usual when a capture is stopped.
 * @throws HarnessError when it is not a pcap file, is damaged, or of a link type that is not known here
 */
export function parsePcap(file: Buffer): Packet[] {
  if (file.length < FILE_HEADER_BYTES)
    throw new HarnessError(`capture: ${file.length} bytes are no pcap file; the file header alone has 24`)
  const { little, nsPerTick } = byteOrder(file)
  const u32 = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  const linkType = u32(20) & 0x0fffffff
  const packets: Packet[] = []
  for (let at = FILE_HEADER_BYTES; at + RECORD_HEADER_BYTES <= file.length; ) {
    const length = u32(at + 8)
    if (length > RECORD_BYTES_MAX)
      throw new HarnessError(`capture: record at byte ${at} claims ${length} bytes; the file is damaged`)
    const from = at + RECORD_HEADER_BYTES
    if (from + length > file.length) break
    const segment = parseTcp(linkType, file.subarray(from, from + length))
    const wallNs = BigInt(u32(at)) * NS_PER_S + BigInt(u32(at + 4)) * nsPerTick
    if (segment) packets.push({ wallNs, ...segment })
    at = from + length
  }
  return packets
}

function byteOrder(file: Buffer): { little: boolean; nsPerTick: bigint } {
  for (const little of [true, false]) {
    const magic = little ? file.readUInt32LE(0) : file.readUInt32BE(0)
    if (magic === MAGIC_NS) return { little, nsPerTick: 1n }
    if (magic === MAGIC_US) return { little, nsPerTick: 1_000n }
  }
  throw new HarnessError(`capture: it begins with ${file.toString('hex', 0, 4)}, which is not a pcap file`)
}
