import { Connection, type Ended } from './connection.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** A request under way. */
export class Exchange {
  #connection: Connection | undefined

  /** Moves the request to `connection`; used by the client. */
  on(connection: Connection): void {
    this.#connection = connection
  }

  /** Gives up: the connection is closed, nothing is called any more. */
  abandon(): void {
    this.#connection?.abandon()
  }
}

/** Keep-alive connections to any number of addresses. A request that waits never holds up another: that one gets its own connection. */
export class HttpClient {
  readonly #idle = new Map<string, Connection[]>()

  /**
   * Sends a request on an idle connection, or on a new one.
   * As any client does, it sends once more on a fresh connection when a *reused* one breaks before a byte of an answer
   * came: the peer may have closed it between two requests. Any other failure is reported.
   */
  request(address: Address, bytes: Buffer, done: (ended: Ended) => void): Exchange {
    const exchange = new Exchange()
    const idle = this.#idleOf(address)
    const reused = idle.pop()
    if (!reused) {
      this.#sendFresh(exchange, address, bytes, done)
      return exchange
    }
    exchange.on(reused)
    reused.send(bytes, (ended) => {
      if ('error' in ended && ended.unanswered) this.#sendFresh(exchange, address, bytes, done)
      else done(ended)
    })
    return exchange
  }

  #sendFresh(exchange: Exchange, address: Address, bytes: Buffer, done: (ended: Ended) => void): void {
    const idle = this.#idleOf(address)
    const connection = new Connection(
      address,
      (free) => idle.push(free),
      (gone) => remove(idle, gone),
    )
    exchange.on(connection)
    connection.send(bytes, done)
  }

  #idleOf(address: Address): Connection[] {
    const key = `${address.host}:${address.port}`
    let idle = this.#idle.get(key)
    if (!idle) {
      idle = []
      this.#idle.set(key, idle)
    }
    return idle
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}
