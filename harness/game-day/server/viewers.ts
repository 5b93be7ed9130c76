import type { WebSocket } from 'ws'
import { now } from '../../journal/clock.ts'
import type { Model } from '../model/model.ts'
import type { Role } from '../protocol.ts'
import { answerTo, type CarryOut } from './answer.ts'

/** How often viewers are told. */
const BEAT_MS = 100
/** Bytes that may wait for a viewer; a slower one is told nothing more until they have gone, and then everything at once. */
const WAITING_MAX = 1024 * 1024
/** Messages that a viewer may send in a second; a person sends one. */
const MESSAGES_MAX = 20

interface Viewer {
  readonly socket: WebSocket
  readonly role: Role
  /** It missed something: it gets a snapshot when it has taken what waits. */
  behind: boolean
  sent: number
}

/** Tells all viewers what happens, ten times a second, and none of them can hold up the others or the game-day. */
export class Viewers implements Disposable {
  readonly #viewers = new Set<Viewer>()
  readonly #timer: NodeJS.Timeout
  readonly #carryOut: CarryOut
  readonly #pull: () => void
  #model: Model
  #beats = 0

  /** @param pull brings the model up to date before viewers are told */
  constructor(model: Model, carryOut: CarryOut, pull: () => void) {
    this.#model = model
    this.#carryOut = carryOut
    this.#pull = pull
    this.#timer = setInterval(() => this.#beat(), BEAT_MS)
  }

  get count(): number {
    return this.#viewers.size
  }

  /** Another model from now on, for all of them: what is watched has changed. */
  show(model: Model): void {
    this.#model = model
    model.viewers = this.#viewers.size
    this.refresh()
  }

  /** Everything again, for all of them. */
  refresh(): void {
    this.#model.delta(now())
    for (const viewer of this.#viewers) this.#sendAll(viewer)
  }

  add(socket: WebSocket, role: Role): void {
    const viewer: Viewer = { socket, role, behind: false, sent: 0 }
    this.#viewers.add(viewer)
    this.#model.viewers = this.#viewers.size
    socket.on('message', (data) => void this.#take(viewer, String(data)))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      this.#viewers.delete(viewer)
      this.#model.viewers = this.#viewers.size
    })
    this.#pull()
    this.#sendAll(viewer)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    for (const { socket } of this.#viewers) socket.close(1001, 'the game-day is over')
  }

  async #take(viewer: Viewer, text: string): Promise<void> {
    // Told only once: whoever floods gets no answer to each.
    if (++viewer.sent > MESSAGES_MAX) {
      viewer.socket.close(1008, `more than ${MESSAGES_MAX} messages a second`)
      return
    }
    viewer.socket.send(JSON.stringify(await answerTo(text, viewer.role, this.#carryOut)))
  }

  #beat(): void {
    this.#pull()
    this.#model.tick(now())
    const deltas = this.#model.delta(now())
    if (++this.#beats % 10 === 0) for (const viewer of this.#viewers) viewer.sent = 0
    if (this.#viewers.size === 0) return
    const texts = {
      facilitator: JSON.stringify(deltas.facilitator),
      observer: JSON.stringify(deltas.observer),
    }
    for (const viewer of this.#viewers) this.#tell(viewer, texts[viewer.role])
  }

  #tell(viewer: Viewer, text: string): void {
    const { socket, behind } = viewer
    if (socket.bufferedAmount > WAITING_MAX) viewer.behind = true
    else if (!behind) socket.send(text)
    else if (socket.bufferedAmount === 0) this.#sendAll(viewer)
  }

  #sendAll(viewer: Viewer): void {
    viewer.behind = false
    viewer.socket.send(JSON.stringify(this.#model.snapshot(viewer.role, now())))
  }
}
