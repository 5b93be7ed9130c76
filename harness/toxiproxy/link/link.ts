import type { Socket } from 'node:net'
import type { Stream, Toxic } from '../toxic.ts'
import type { Ending, Sink } from '../toxics/toxic-type.ts'
import { askWhetherGone } from './half-closed.ts'
import type { Landing } from './landing.ts'
import { heldBytes } from './limits.ts'
import { Slot, type SlotHost } from './slot.ts'
import type { Turns } from './turns.ts'

/** The connection that a link belongs to. */
export interface LinkOwner {
  readonly seed: number
  readonly proxy: string
  readonly number: number
  /** The stream of a link has ended in order, and its target was told: the connection is half-closed. */
  halfClosed(): void
  /** All that comes on a stream goes into `sink` from now on. */
  divert(stream: Stream, sink: Sink): void
  /** Puts a chunk into a stream as if its source had sent it. */
  answer(stream: Stream, chunk: Buffer): void
  readonly turns: Turns
  close(): void
  reset(): void
}

/**
 * One direction of one connection: source → toxics → target. Without a toxic at work each chunk goes from the source's
 * read straight into the target's write. What the source sends is read only as fast as the target takes it.
 */
export class Link implements SlotHost {
  readonly stream: Stream
  readonly #source: Socket
  readonly #target: Socket
  readonly #owner: LinkOwner
  readonly #outlet: Sink
  readonly #landing: Landing | undefined
  readonly #slots: Slot[] = []
  #head: Sink
  /** In place of toxics and target. */
  #diversion: Sink | undefined
  /** A stage waits until what follows it has room. */
  #waiting = false
  #closed = false
  #halfClosed = false

  constructor(stream: Stream, source: Socket, target: Socket, owner: LinkOwner, landing?: Landing) {
    this.stream = stream
    this.#source = source
    this.#target = target
    this.#owner = owner
    this.#landing = landing
    this.#outlet = { data: (chunk) => this.#write(chunk), end: (how) => this.#end(how) }
    this.#head = this.#outlet
  }

  /** Puts the toxics in place and starts reading. */
  start(toxics: readonly Toxic[]): void {
    for (const toxic of toxics) if (!toxic.type.openOnly) this.add(toxic, true)
    if (this.#closed) return
    // A source with a landing reports its reads to `landed` and emits no 'data'.
    if (!this.#landing) this.#source.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#source.on('end', () => this.#head.end('fin'))
    this.#source.on('close', (failed) => this.#sourceClosed(failed))
    this.#target.on('drain', () => {
      this.#landing?.sent()
      this.#resume()
    })
    // Nobody takes what the source sends any more; read on to see its end.
    this.#target.on('close', () => this.#source.resume())
  }

  /** @param fresh the connection was accepted just now */
  add(toxic: Toxic, fresh = false): void {
    if (this.#closed) return
    if (fresh) toxic.measured.accepted++
    const slot = new Slot(toxic, this.#outlet, this.#owner, this, fresh)
    this.#slots.push(slot)
    this.#roll(slot)
  }

  update(toxic: Toxic): void {
    const slot = this.#slots.find((candidate) => candidate.toxic === toxic)
    if (slot) this.#roll(slot)
  }

  remove(toxic: Toxic): void {
    const index = this.#slots.findIndex((candidate) => candidate.toxic === toxic)
    const slot = this.#slots[index]
    if (!slot || slot.ended) return
    this.#slots.splice(index, 1)
    slot.stop()
    this.#connect()
    this.#resume()
  }

  /** Takes a chunk as if the source had sent it. */
  take(chunk: Buffer): void {
    if (!this.#closed) this.#read(chunk)
  }

  divert(sink: Sink): void {
    this.#diversion = sink
    this.#connect()
  }

  /** One of the connection's directions has ended in order. */
  halfClosed(): void {
    this.#halfClosed = true
    for (const { stage } of this.#slots.slice()) stage?.halfClosed?.()
  }

  passed(): void {
    this.#resume()
  }

  isFull(slot: Slot): boolean {
    const full = this.#target.writableNeedDrain || this.#held(this.#slots.indexOf(slot) + 1) > heldBytes
    if (full) this.#waiting = true
    return full
  }

  /** The connection is gone. */
  dispose(): void {
    this.#closed = true
    for (const { stage } of this.#slots.splice(0)) stage?.dispose()
    this.#head = this.#outlet
  }

  #roll(slot: Slot): void {
    slot.roll()
    if (this.#halfClosed) slot.stage?.halfClosed?.()
    // Starting may have closed the connection, and with it this link, before the stage was in its slot.
    if (this.#closed) slot.stage?.dispose()
    else this.#connect()
    this.#resume()
  }

  /** Chains the stages that are at work. */
  #connect(): void {
    let next = this.#outlet
    for (const slot of this.#slots.toReversed()) {
      slot.next = next
      next = slot.stage ?? next
    }
    this.#head = this.#diversion ?? next
  }

  /** So many bytes of the source have come into the landing. */
  landed(bytes: number): void {
    if (this.#closed || !this.#landing) return
    const chunk = this.#landing.buffer.subarray(0, bytes)
    // A toxic may keep what it gets; the target has mostly passed it to the kernel when `write` returns.
    this.#read(this.#head === this.#outlet ? chunk : Buffer.from(chunk))
    this.#landing.used(bytes, this.#target.writableLength > 0)
  }

  #read(chunk: Buffer): void {
    if (this.stream === 'upstream') this.#owner.turns.ask()
    this.#head.data(chunk)
    if (this.#slots.length > 0 && this.#held() > heldBytes) this.#source.pause()
  }

  #write(chunk: Buffer): void {
    if (this.stream === 'downstream') this.#owner.turns.answer()
    if (this.#target.writable && !this.#target.write(chunk)) this.#source.pause()
    if (this.#target.readableEnded) askWhetherGone(this.#target)
  }

  #end(how: Ending): void {
    if (how === 'reset') resetSocket(this.#target)
    else if (how === 'fin') {
      endSocket(this.#target)
      this.#owner.halfClosed()
    }
    // Not before all has been sent: closing a connection cuts off what is not taken in time.
    else this.#target.end(() => this.#owner.close())
  }

  #resume(): void {
    if (!this.#closed && !this.#target.writableNeedDrain && this.#held() <= heldBytes) this.#source.resume()
    if (!this.#waiting) return
    this.#waiting = false
    // Each asks again whether there is room before it passes anything.
    for (const { stage } of this.#slots.slice()) stage?.drained?.()
  }

  #sourceClosed(failed: boolean): void {
    this.#landing?.close()
    // Gone without having ended: torn down, by its peer or by the reset of the other direction.
    if (!this.#closed && (failed || !this.#source.readableEnded)) this.#head.end('reset')
  }

  /** @param from the slots from this one on */
  #held(from = 0): number {
    let held = 0
    for (let i = from; i < this.#slots.length; i++) held += this.#slots[i]?.stage?.held ?? 0
    return held
  }
}

/** Sends a FIN after what was written. Where the peer has ended too, closing does both at once. */
function endSocket(socket: Socket): void {
  if (socket.readableEnded && socket.writableLength === 0) socket.destroy()
  else socket.end()
}

/** Sends an RST. A socket that is still dialling has nothing to reset and is just given up. */
export function resetSocket(socket: Socket): void {
  if (socket.connecting) socket.destroy()
  else if (!socket.destroyed) socket.resetAndDestroy()
}
