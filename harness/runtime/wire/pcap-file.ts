import { createWriteStream, type WriteStream } from 'node:fs'
import { NS_PER_MS, now, wallOffsetMs } from '../../journal/clock.ts'

/** First word of a file with times in ns, and the link type of packets that begin with their IP header (tcpdump.org/linktypes.html). */
const MAGIC_NS = 0xa1b23c4d
const LINKTYPE_RAW = 101

/** IP and TCP headers with all of their options. What packets carry is left out: it may hold secrets. */
const HEADERS_MAX = 120

/** Most of a file: about 150,000 packets. */
export const PCAP_BYTES_MAX = 16 * 1024 * 1024

const NS_PER_S = 1_000_000_000

/** A capture file of the headers of packets, which tcpdump and Wireshark read. It stops to grow at a size. */
export class PcapFile {
  readonly #stream: WriteStream
  readonly #bytesMax: number
  readonly #offsetNs = Math.round(wallOffsetMs() * NS_PER_MS)
  #bytes = 0
  #cut = false

  constructor(path: string, bytesMax = PCAP_BYTES_MAX) {
    this.#bytesMax = bytesMax
    this.#stream = createWriteStream(path)
    // A full disk must not end the wire: the file is cut.
    this.#stream.on('error', () => {
      this.#cut = true
    })
    const header = Buffer.alloc(24)
    header.writeUInt32LE(MAGIC_NS, 0)
    header.writeUInt16LE(2, 4)
    header.writeUInt16LE(4, 6)
    header.writeUInt32LE(HEADERS_MAX, 16)
    header.writeUInt32LE(LINKTYPE_RAW, 20)
    this.#write(header)
  }

  /** Packets are missing at its end. */
  get cut(): boolean {
    return this.#cut
  }

  /** @param headers bytes of its headers */
  add(packet: Buffer, headers: number): void {
    const kept = Math.min(headers, HEADERS_MAX)
    if (this.#cut || this.#bytes + 16 + kept > this.#bytesMax) {
      this.#cut = true
      return
    }
    const at = now() + this.#offsetNs
    const record = Buffer.allocUnsafe(16 + kept)
    record.writeUInt32LE(Math.floor(at / NS_PER_S), 0)
    record.writeUInt32LE(Math.floor(at % NS_PER_S), 4)
    record.writeUInt32LE(kept, 8)
    record.writeUInt32LE(packet.length, 12)
    packet.copy(record, 16, 0, kept)
    this.#write(record)
  }

  /** Resolves when all of it is written. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.once('error', () => resolve())
      this.#stream.end(resolve)
    })
  }

  #write(bytes: Buffer): void {
    this.#bytes += bytes.length
    this.#stream.write(bytes)
  }
}
