import type { Socket } from 'node:net'
import type { Stream, Toxic } from '../toxic.ts'
import type { Ending, Sink } from '../toxics/toxic-type.ts'
import { heldBytes } from './limits.ts'
import { Slot } from './slot.ts'
import type { Turns } from './turns.ts'

/** The connection that a link belongs to. */
export interface LinkOwner {
  readonly seed: number
  readonly proxy: string
  readonly number: number
  readonly turns: Turns
  close(): void
  reset(): void
}

/**
 * One direction of one connection: source → toxics → target. Without a toxic at work each chunk goes from the source's
 * read straight into the target's write. What the source sends is read only as fast as the target takes it.
 */
export class Link {
  readonly stream: Stream
  readonly #source: Socket
  readonly #target: Socket
  readonly #owner: LinkOwner
  readonly #outlet: Sink
  readonly #slots: Slot[] = []
  #head: Sink
  #closed = false

  constructor(stream: Stream, source: Socket, target: Socket, owner: LinkOwner) {
    this.stream = stream
    this.#source = source
    this.#target = target
    this.#owner = owner
    this.#outlet = { data: (chunk) => this.#write(chunk), end: (how) => this.#end(how) }
    this.#head = this.#outlet
  }

  /** Puts the toxics in place and starts reading. */
  start(toxics: readonly Toxic[]): void {
    for (const toxic of toxics) if (!toxic.type.openOnly) this.add(toxic)
    if (this.#closed) return
    this.#source.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#source.on('end', () => this.#head.end('fin'))
    this.#source.on('close', (failed) => this.#sourceClosed(failed))
    this.#target.on('drain', () => this.#resume())
    // Nobody takes what the source sends any more; read on to see its end.
    this.#target.on('close', () => this.#source.resume())
  }

  add(toxic: Toxic): void {
    if (this.#closed) return
    const slot = new Slot(toxic, this.#outlet, this.#owner, () => this.#resume())
    this.#slots.push(slot)
    this.#roll(slot)
  }

  update(toxic: Toxic): void {
    const slot = this.#slots.find((candidate) => candidate.toxic === toxic)
    if (slot) this.#roll(slot)
  }

  remove(toxic: Toxic): void {
    const index = this.#slots.findIndex((candidate) => candidate.toxic === toxic)
    if (index < 0) return
    const [slot] = this.#slots.splice(index, 1)
    slot?.stop()
    this.#connect()
    this.#resume()
  }

  /** The connection is gone. */
  dispose(): void {
    this.#closed = true
    for (const { stage } of this.#slots.splice(0)) stage?.dispose()
    this.#head = this.#outlet
  }

  #roll(slot: Slot): void {
    slot.roll()
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
    this.#head = next
  }

  #read(chunk: Buffer): void {
    if (this.stream === 'upstream') this.#owner.turns.ask()
    this.#head.data(chunk)
    if (this.#slots.length > 0 && this.#held() > heldBytes) this.#source.pause()
  }

  #write(chunk: Buffer): void {
    if (this.stream === 'downstream') this.#owner.turns.answer()
    if (this.#target.writable && !this.#target.write(chunk)) this.#source.pause()
  }

  #end(how: Ending): void {
    if (how === 'fin') this.#target.end()
    else resetSocket(this.#target)
  }

  #resume(): void {
    if (!this.#closed && !this.#target.writableNeedDrain && this.#held() <= heldBytes) this.#source.resume()
  }

  #sourceClosed(failed: boolean): void {
    // Gone without having ended: torn down, by its peer or by the reset of the other direction.
    if (!this.#closed && (failed || !this.#source.readableEnded)) this.#head.end('reset')
  }

  #held(): number {
    let held = 0
    for (const { stage } of this.#slots) held += stage?.held ?? 0
    return held
  }
}

/** Sends an RST. A socket that is still dialling has nothing to reset and is just given up. */
export function resetSocket(socket: Socket): void {
  if (socket.connecting) socket.destroy()
  else if (!socket.destroyed) socket.resetAndDestroy()
}
