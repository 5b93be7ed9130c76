import { NS_PER_MS, now } from '../../journal/clock.ts'
import { type Direction, directions } from '../packets/rules.ts'
import { withFlippedBit } from './corrupt.ts'
import { addCounts, type Counts, noCounts } from './counts.ts'
import { FlowQueue, type Held } from './flow-queue.ts'
import { flowOf, type TcpPacket } from './frame.ts'
import { type Fate, fatesOf, type Impairment } from './impairment.ts'

/** Bytes on their way at once; what comes beyond is lost, as on any line. */
const HELD_BYTES_MAX = 64 * 1024 * 1024

/** Carries packets: each meets the fate that is drawn for it, and leaves or does not. */
export class Carrier {
  readonly #impairment: Impairment
  readonly #send: (bytes: Buffer) => void
  readonly #fates: Readonly<Record<Direction, () => Fate>>
  readonly #counts: Readonly<Record<Direction, Counts>> = { requests: noCounts(), answers: noCounts() }
  readonly #flows = new Map<string, FlowQueue>()
  #heldBytes = 0

  constructor(impairment: Impairment, seed: number, send: (bytes: Buffer) => void) {
    this.#impairment = impairment
    this.#send = send
    this.#fates = {
      requests: fatesOf(impairment, seed, 'requests'),
      answers: fatesOf(impairment, seed, 'answers'),
    }
  }

  /** @param packet its bytes may be used for another one as soon as this returns */
  take(packet: TcpPacket, direction: Direction): void {
    const arrivedAt = now()
    const counts = this.#counts[direction]
    const fate = this.#fates[direction]()
    counts.seen++
    if (fate.lost) {
      counts.lost++
      this.#acted(counts, arrivedAt)
      return
    }
    const bytes = this.#corrupted(packet, fate, counts, arrivedAt)
    const dueAt = arrivedAt + fate.delayMs * NS_PER_MS
    this.#put(packet, direction, { bytes, arrivedAt, dueAt, behind: fate.behind })
    if (!fate.twice) return
    counts.duplicated++
    this.#acted(counts, arrivedAt)
    this.#put(packet, direction, { bytes, arrivedAt, dueAt, behind: false })
  }

  /** Everything that is held leaves now. */
  flush(): void {
    for (const queue of [...this.#flows.values()]) queue.flush()
  }

  get counts(): Counts {
    return addCounts(directions.map((direction) => this.#counts[direction]))
  }

  #corrupted(packet: TcpPacket, { corrupt, bit }: Fate, counts: Counts, at: number): Buffer {
    if (packet.payloadAt === packet.bytes.length) return packet.bytes
    counts.corruptible++
    if (!corrupt) return packet.bytes
    counts.corrupted++
    this.#acted(counts, at)
    return withFlippedBit(packet, bit, this.#impairment.mended)
  }

  #put(packet: TcpPacket, direction: Direction, held: Held): void {
    const counts = this.#counts[direction]
    const flow = flowOf(packet)
    const queue = this.#flows.get(flow)
    if (held.behind) counts.putBehind++
    // Most packets of a wire without delay are not kept, and need no copy.
    if (!queue && !held.behind && held.dueAt <= held.arrivedAt) {
      this.#send(held.bytes)
      return
    }
    if (this.#heldBytes + held.bytes.length > HELD_BYTES_MAX) {
      counts.overflowed++
      return
    }
    this.#heldBytes += held.bytes.length
    const own = queue ?? this.#open(flow, counts)
    own.add({ ...held, bytes: Buffer.from(held.bytes) })
  }

  #open(flow: string, counts: Counts): FlowQueue {
    const queue = new FlowQueue({
      leave: (held, onTime) => {
        this.#heldBytes -= held.bytes.length
        this.#send(held.bytes)
        if (onTime && held.dueAt > held.arrivedAt) this.#keptFor(counts, held)
      },
      overtaken: () => {
        counts.overtaken++
        this.#acted(counts, now())
      },
      empty: () => this.#flows.delete(flow),
    })
    this.#flows.set(flow, queue)
    return queue
  }

  #keptFor(counts: Counts, { arrivedAt }: Held): void {
    const at = now()
    const kept = at - arrivedAt
    counts.keptLeastNs = counts.delayed === 0 ? kept : Math.min(counts.keptLeastNs, kept)
    counts.keptMostNs = Math.max(counts.keptMostNs, kept)
    counts.keptNs += kept
    counts.delayed++
    this.#acted(counts, arrivedAt)
  }

  #acted(counts: Counts, at: number): void {
    if (counts.actedAt === 0) counts.actedAt = at
  }
}
