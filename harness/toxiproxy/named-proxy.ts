import type { Server } from 'node:net'
import { formatAddress, type HostPort, parseAddress } from './address.ts'
import { type Accepted, acceptor } from './link/adopt.ts'
import { Connection } from './link/connection.ts'
import type { Flow } from './link/flow.ts'
import type { Link } from './link/link.ts'
import type { TurnCount } from './link/turns.ts'
import { BindError, listenOn, resolveListen } from './listen.ts'
import type { Route, Traffic } from './metrics/traffic.ts'
import type { NewProxy, ProxyUpdate } from './proxy-collection.ts'
import type { Settings } from './settings.ts'
import { ToxicCollection } from './toxic-collection.ts'
import { checkUpstream } from './upstream.ts'

interface Listener {
  readonly server: Server
  /** Where it really listens. */
  readonly at: HostPort
}

/** One listener, its upstream, its connections and its toxics. */
export class NamedProxy {
  readonly name: string
  readonly toxics = new ToxicCollection(() => this.#links())
  readonly #settings: Settings
  readonly #connections = new Set<Connection>()
  /** As it came out; as it was written where the proxy has not listened there. */
  #listen: string
  #upstream: string
  #server: Server | undefined
  readonly #turns: TurnCount = { turns: 0 }
  #accepted = 0

  constructor({ name, listen, upstream }: NewProxy, settings: Settings) {
    this.name = name
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

  /** The TCP connections at both of its ends that are open now. */
  get flows(): Flow[] {
    return [...this.#connections].flatMap(({ flows }) => flows)
  }

  /** Adds what the connections open now have carried so far. */
  addOpenTraffic(traffic: Traffic): void {
    for (const { carried } of this.#connections) traffic.add(this.#route, carried)
  }

  /** Round trips that clients have made over all connections so far. */
  get turns(): number {
    return this.#turns.turns
  }

  /**
   * Whether these addresses, as a request writes them, are others than the proxy's. What listens is compared as it is resolved,
   * so port 0 always is another; an upstream is compared as it is written.
   * @throws ApiError 500 when `listen` cannot be resolved
   */
  async differs(listen: string, upstream: string): Promise<boolean> {
    return formatAddress(await this.#resolve(listen)) !== this.#listen || upstream !== this.#upstream
  }

  /** Does nothing when it is enabled already. @throws ApiError 500 when the address cannot be listened on */
  async start(): Promise<void> {
    if (!this.#server) this.#serve(await this.#open(await this.#resolve(this.#listen)))
  }

  /** Closes the listener and every connection. */
  stop(): void {
    this.#server?.close()
    this.#server = undefined
    this.#closeConnections()
  }

  /** Resets (RST) every connection that is open now, both ends, and none that is dialled later. @returns how many */
  resetConnections(): number {
    const open = [...this.#connections]
    for (const connection of open) connection.reset()
    return open.length
  }

  #closeConnections(): void {
    for (const connection of this.#connections) connection.close()
  }

  /** Changes addresses, which closes every connection, and whether it is enabled. @throws ApiError 400, 500; it is as it was then */
  async update({ listen = this.#listen, upstream = this.#upstream, enabled }: ProxyUpdate): Promise<void> {
    const wanted = await this.#resolve(listen)
    checkUpstream(upstream)
    const moves = formatAddress(wanted) !== this.#listen
    if (!(enabled ?? this.enabled)) {
      this.stop()
      if (moves) this.#listen = listen
    } else if (moves || !this.#server) {
      const opened = await this.#openInstead(wanted)
      this.stop()
      this.#serve(opened)
    } else if (upstream !== this.#upstream) this.#closeConnections()
    this.#upstream = upstream
  }

  #resolve(listen: string): Promise<HostPort> {
    return resolveListen(listen, this.#settings.defaultHost)
  }

  /** As `#open`, while the proxy goes on listening where it does, unless that is in the way. */
  async #openInstead(wanted: HostPort): Promise<Listener> {
    try {
      return await this.#open(wanted)
    } catch (error) {
      const old = this.#server && parseAddress(this.#listen)
      const inTheWay = error instanceof BindError && error.code === 'EADDRINUSE' && old?.port === wanted.port
      if (!inTheWay) throw error
      return this.#openAfter(wanted, old)
    }
  }

  /** Two addresses with one port that overlap, such as 0.0.0.0 and 127.0.0.1: one can be listened on after the other only. */
  async #openAfter(wanted: HostPort, old: HostPort): Promise<Listener> {
    this.#server?.close()
    this.#server = undefined
    try {
      return await this.#open(wanted)
    } catch (error) {
      this.#serve(await this.#open(old))
      throw error
    }
  }

  async #open(wanted: HostPort): Promise<Listener> {
    const server = acceptor(this.#settings.adopts, (client) => this.#accept(client))
    return { server, at: await listenOn(server, wanted) }
  }

  #serve({ server, at }: Listener): void {
    // Out of descriptors, for one: the connection at hand is lost, accepting goes on.
    server.on('error', (error) => this.#settings.log('accept failed', this.#about(error)))
    this.#server = server
    this.#listen = formatAddress(at)
  }

  #accept(client: Accepted): void {
    const connection = new Connection(client, {
      proxy: this.name,
      number: this.#accepted++,
      upstream: parseAddress(this.#upstream),
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
}
