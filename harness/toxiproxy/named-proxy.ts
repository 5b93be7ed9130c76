import { createServer, type Server, type Socket } from 'node:net'
import { canonicalAddress, listenOn, parseAddress } from './address.ts'
import { Connection } from './link/connection.ts'
import { socketBufferBytes } from './link/limits.ts'
import type { Link } from './link/link.ts'
import type { TurnCount } from './link/turns.ts'
import type { Route, Traffic } from './metrics/traffic.ts'
import type { NewProxy, ProxyUpdate } from './proxy-collection.ts'
import type { Settings } from './settings.ts'
import { ToxicCollection } from './toxic-collection.ts'

/** One listener, its upstream, its connections and its toxics. */
export class NamedProxy {
  readonly name: string
  readonly toxics = new ToxicCollection(() => this.#links())
  readonly #settings: Settings
  readonly #connections = new Set<Connection>()
  /** As it was asked for; `listen` is as it came out. */
  #requested: string
  #listen: string
  #upstream: string
  #server: Server | undefined
  readonly #turns: TurnCount = { turns: 0 }
  #accepted = 0

  constructor({ name, listen, upstream }: NewProxy, settings: Settings) {
    this.name = name
    this.#requested = listen
    this.#listen = listen
    this.#upstream = upstream
    this.#settings = settings
  }

  get listen(): string {
    return this.#listen
  }

  get upstream(): string {
    return this.#upstream
  }

  get enabled(): boolean {
    return this.#server !== undefined
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  /** Adds what the connections open now have carried so far. */
  addOpenTraffic(traffic: Traffic): void {
    for (const { carried } of this.#connections) traffic.add(this.#route, carried)
  }

  /** Round trips that clients have made over all connections so far. */
  get turns(): number {
    return this.#turns.turns
  }

  /** Whether these addresses, as a request writes them, are the proxy's. */
  isAt(listen: string, upstream: string): boolean {
    return (
      (listen === this.#requested || this.#same(listen, this.#listen)) && this.#same(upstream, this.#upstream)
    )
  }

  /** Does nothing when it is enabled already. @throws ApiError 500 when the address cannot be listened on */
  async start(): Promise<void> {
    if (this.#server) return
    const server = createServer(
      { allowHalfOpen: true, noDelay: true, highWaterMark: socketBufferBytes },
      (client) => this.#accept(client),
    )
    this.#listen = await listenOn(server, this.#listen, this.#settings.defaultHost)
    // Out of descriptors, for one: the connection at hand is lost, accepting goes on.
    server.on('error', (error) => this.#settings.log('accept failed', this.#about(error)))
    this.#server = server
  }

  /** Closes the listener and every connection. */
  stop(): void {
    this.#server?.close()
    this.#server = undefined
    for (const connection of this.#connections) connection.close()
  }

  /** @throws ApiError 500 when the address cannot be listened on; the proxy is disabled then */
  async update({ listen, upstream, enabled }: ProxyUpdate): Promise<void> {
    const wanted = { listen: listen ?? this.#listen, upstream: upstream ?? this.#upstream }
    const enable = enabled ?? this.enabled
    if (!this.isAt(wanted.listen, wanted.upstream)) {
      this.stop()
      this.#requested = wanted.listen
      this.#listen = wanted.listen
      this.#upstream = wanted.upstream
    }
    if (enable) await this.start()
    else this.stop()
  }

  #accept(client: Socket): void {
    const connection = new Connection(client, {
      proxy: this.name,
      number: this.#accepted++,
      upstream: parseAddress(this.#upstream)!,
      toxics: this.toxics,
      settings: this.#settings,
      turnCount: this.#turns,
      dialFailed: (error) => this.#settings.log('upstream dial failed', this.#about(error)),
      closed: () => this.#closed(connection),
    })
    this.#connections.add(connection)
    connection.start()
  }

  #closed(connection: Connection): void {
    this.#connections.delete(connection)
    this.#settings.traffic?.add(this.#route, connection.carried)
  }

  get #route(): Route {
    return { proxy: this.name, listener: this.#listen, upstream: this.#upstream }
  }

  *#links(): Iterable<Link> {
    for (const { links } of this.#connections) yield* links
  }

  #about(error: Error) {
    return { proxy: this.name, listen: this.#listen, upstream: this.#upstream, error: error.message }
  }

  /** Whether two texts mean one address: `:80` and `localhost:80` may be written for what is shown as `127.0.0.1:80`. */
  #same(one: string, other: string): boolean {
    const canonical = (text: string) => canonicalAddress(text, this.#settings.defaultHost)
    return canonical(one) === canonical(other)
  }
}
