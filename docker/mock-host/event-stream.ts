import type { WebSocket } from 'ws'
import type { Stall } from '../stalls.ts'
import type { HostEvent, HostsStalled } from './control.ts'

const batchMs = 2
const batchSize = 200

/** Carries events to the control client in batches; keeps them while nobody is connected. */
export class EventStream {
  #events: (HostEvent | HostsStalled)[] = []
  #client: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined

  /** Stamps the event with this very moment, unless it brings its own `at`. */
  emit(event: Omit<HostEvent, 'at'> & { at?: number }): void {
    this.#add({ at: Number(process.hrtime.bigint()), ...event })
  }

  /** This process was not run. */
  stalled({ at, ms }: Stall): void {
    this.#add({ at, stalledMs: ms })
  }

  #add(event: HostEvent | HostsStalled): void {
    this.#events.push(event)
    if (this.#events.length >= batchSize) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), batchMs)
  }

  /** The newest client gets what comes from now on, and what was kept. */
  attach(client: WebSocket): void {
    this.#client = client
    client.once('close', () => {
      if (this.#client === client) this.#client = undefined
    })
    this.#flush()
  }

  /** Sends what is at hand, and then nothing: that was all. */
  settle(): void {
    this.#flush()
    this.#client?.send('[]')
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#client || this.#events.length === 0) return
    this.#client.send(JSON.stringify(this.#events))
    this.#events = []
  }
}
