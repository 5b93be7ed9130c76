import type { Stream } from '../toxic.ts'

/** Bytes of one stream. */
export interface Carried {
  /** Read from its source. */
  readonly received: number
  /** Given to the socket of its target. */
  readonly sent: number
}

/** The proxy that carried them, at the addresses that it had then. */
export interface Route {
  readonly proxy: string
  readonly listener: string
  readonly upstream: string
}

export interface TrafficRow extends Route {
  readonly direction: Stream
  received: number
  sent: number
}

/** Bytes carried per proxy, its addresses and direction. Totals never fall: they outlive connections and proxies. */
export class Traffic {
  readonly #rows = new Map<string, TrafficRow>()

  add(route: Route, carried: Readonly<Record<Stream, Carried>>): void {
    for (const direction of ['upstream', 'downstream'] as const) {
      const row = this.#row(route, direction)
      row.received += carried[direction].received
      row.sent += carried[direction].sent
    }
  }

  rows(): readonly Readonly<TrafficRow>[] {
    return [...this.#rows.values()]
  }

  copy(): Traffic {
    const copy = new Traffic()
    for (const [key, row] of this.#rows) copy.#rows.set(key, { ...row })
    return copy
  }

  #row({ proxy, listener, upstream }: Route, direction: Stream): TrafficRow {
    const key = JSON.stringify([proxy, listener, upstream, direction])
    const row = this.#rows.get(key) ?? { direction, proxy, listener, upstream, received: 0, sent: 0 }
    this.#rows.set(key, row)
    return row
  }
}
