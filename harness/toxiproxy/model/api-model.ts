import type { Stream } from '../toxic.ts'
import { attributesOf, type Given, isWrong } from './model-toxics.ts'

export interface ModelToxic {
  readonly name: string
  readonly type: string
  readonly stream: Stream
  /** 0 or 1, so that whether it acts is known. */
  toxicity: number
  attributes: Given
}

export interface ModelProxy {
  readonly name: string
  /** As the API shows it; undefined: a free port of `host`, told by its next answer. */
  listen: string | undefined
  host: string
  upstream: string
  enabled: boolean
  toxics: ModelToxic[]
}

export interface ModelConnection {
  readonly proxy: ModelProxy
  /** What its upstream answers. */
  readonly answer: string
  /** `held`: everything of it is swallowed. */
  state: 'open' | 'held' | 'over'
}

/** What a list or a single request said of proxies: its status and, of a list, the proxies that are as asked for. */
export interface Populated {
  readonly status: number
  readonly done: readonly string[]
}

const proxyFields = { name: 'string', listen: 'string', upstream: 'string', enabled: 'boolean' }

/** The API as its documentation says: which status a request gets, what is listed then, and which connections live on. */
export class ApiModel {
  readonly proxies = new Map<string, ModelProxy>()
  readonly connections: ModelConnection[] = []
  readonly #answers: ReadonlyMap<string, string>
  readonly #takenPort: number

  /**
   * @param answers what is answered at the upstreams that requests write, empty where nobody listens; all others are refused
   * @param takenPort somebody else's
   */
  constructor(answers: ReadonlyMap<string, string>, takenPort: number) {
    this.#answers = answers
    this.#takenPort = takenPort
  }

  create(body: Given): number {
    if (isWrong(body, proxyFields)) return 400
    if (!body.name || !body.upstream) return 400
    return this.proxies.has(String(body.name)) ? 409 : this.#make(body)
  }

  update(name: string, body: Given): number {
    const proxy = this.proxies.get(name)
    if (!proxy) return 404
    if (isWrong(body, proxyFields)) return 400
    return this.#change(proxy, body)
  }

  remove(name: string): number {
    const proxy = this.proxies.get(name)
    if (!proxy) return 404
    this.#drop(proxy)
    this.proxies.delete(name)
    return 204
  }

  populate(list: readonly Given[]): Populated {
    const done: string[] = []
    if (
      list.some(
        (body) => isWrong(body, proxyFields) || !body.name || !this.#answers.has(String(body.upstream)),
      )
    )
      return { status: 400, done }
    for (const body of list) {
      const name = String(body.name)
      const proxy = this.proxies.get(name)
      const status = proxy ? this.#replace(proxy, body) : this.#make(body)
      if (status >= 400) return { status, done }
      done.push(name)
    }
    return { status: 201, done }
  }

  reset(): number {
    const failed = [...this.proxies.values()].filter((proxy) => {
      for (const { name } of [...proxy.toxics]) this.removeToxic(proxy.name, name)
      return this.#change(proxy, { enabled: true }) !== 200
    })
    return failed.length > 0 ? 500 : 204
  }

  addToxic(proxyName: string, body: Given): number {
    const proxy = this.proxies.get(proxyName)
    if (!proxy) return 404
    if (isWrong(body, { name: 'string', type: 'string', stream: 'string', toxicity: 'number' })) return 400
    const { type, stream = 'downstream', toxicity = 1 } = body as Partial<ModelToxic>
    const name = String(body.name ?? `${type}_${stream}`)
    const isStream = stream === 'upstream' || stream === 'downstream'
    const attributes = attributesOf(String(type), body.attributes)
    if (!isStream || attributes === 'no type' || attributes === 'no object') return 400
    if (proxy.toxics.some((toxic) => toxic.name === name)) return 409
    if (attributes === 'bad value' || toxicity < 0 || toxicity > 1) return 400
    proxy.toxics.push({ name, type: String(type), stream, toxicity, attributes })
    this.#settle(proxy)
    return 200
  }

  updateToxic(proxyName: string, name: string, body: Given): number {
    const proxy = this.proxies.get(proxyName)
    const toxic = proxy?.toxics.find((candidate) => candidate.name === name)
    if (!proxy || !toxic) return 404
    const attributes = attributesOf(toxic.type, body.attributes, toxic.attributes)
    const { toxicity = toxic.toxicity } = body as Partial<ModelToxic>
    if (isWrong(body, { toxicity: 'number' }) || typeof attributes === 'string') return 400
    if (toxicity < 0 || toxicity > 1) return 400
    if (toxic.toxicity === 1 && toxicity === 0) this.#stopsActing(proxy, toxic)
    Object.assign(toxic, { toxicity, attributes })
    this.#settle(proxy)
    return 200
  }

  removeToxic(proxyName: string, name: string): number {
    const proxy = this.proxies.get(proxyName)
    const toxic = proxy?.toxics.find((candidate) => candidate.name === name)
    if (!proxy || !toxic) return 404
    if (toxic.toxicity === 1) this.#stopsActing(proxy, toxic)
    proxy.toxics = proxy.toxics.filter((other) => other !== toxic)
    return 204
  }

  /** A client's connection to an enabled proxy. */
  connect(proxy: ModelProxy): ModelConnection {
    const answer = this.#answers.get(proxy.upstream)!
    const connection: ModelConnection = { proxy, answer, state: answer === '' ? 'over' : 'open' }
    this.connections.push(connection)
    this.#settle(proxy)
    return connection
  }

  /** Whether nobody listens at the address of a proxy that is disabled. */
  isFree({ listen = '' }: ModelProxy): boolean {
    const at = resolved(listen)
    return at !== undefined && at.port !== 0 && this.#canListen(at)
  }

  #make({ name, listen = '', upstream, enabled = true }: Given): number {
    const proxy = {
      name: String(name),
      listen: String(listen),
      upstream: String(upstream),
      host: '',
      enabled: false,
      toxics: [],
    }
    if (!this.#answers.has(proxy.upstream)) return 400
    const status = enabled ? this.#change(proxy, { enabled }) : 200
    if (status !== 200) return status
    this.proxies.set(proxy.name, proxy)
    return 201
  }

  #replace(proxy: ModelProxy, { listen = '', upstream, enabled = true }: Given): number {
    const at = resolved(String(listen))
    if (!at) return 500
    if (shown(at) === proxy.listen && upstream === proxy.upstream) return 200
    const status = this.#change(proxy, { listen, upstream, enabled })
    if (status === 200) proxy.toxics = []
    return status
  }

  #change(proxy: ModelProxy, given: Given): number {
    const listen = String(given.listen ?? proxy.listen)
    const upstream = String(given.upstream ?? proxy.upstream)
    const at = resolved(listen)
    if (!at) return 500
    if (!this.#answers.has(upstream)) return 400
    const moves = shown(at) !== proxy.listen
    if (!(given.enabled ?? proxy.enabled)) {
      this.#drop(proxy)
      proxy.enabled = false
      if (moves) proxy.listen = listen
    } else if (moves || !proxy.enabled) {
      if (!this.#canListen(at, proxy)) return 500
      this.#drop(proxy)
      proxy.enabled = true
      proxy.listen = at.port === 0 ? undefined : shown(at)
      proxy.host = at.host
    } else if (upstream !== proxy.upstream) this.#drop(proxy)
    proxy.upstream = upstream
    return 200
  }

  #canListen({ port }: At, self?: ModelProxy): boolean {
    if (port === 0) return true
    const others = [...this.proxies.values()].filter((proxy) => proxy !== self && proxy.enabled)
    return port !== this.#takenPort && !others.some(({ listen = '' }) => resolved(listen)?.port === port)
  }

  #drop(proxy: ModelProxy): void {
    for (const connection of this.#of(proxy)) connection.state = 'over'
  }

  #of(proxy: ModelProxy): ModelConnection[] {
    return this.connections.filter((connection) => connection.proxy === proxy && connection.state !== 'over')
  }

  /** `timeout` closes what it has swallowed from. */
  #stopsActing(proxy: ModelProxy, { type }: ModelToxic): void {
    if (type === 'timeout') this.#drop(proxy)
  }

  #settle(proxy: ModelProxy): void {
    const acts = (type: string) => proxy.toxics.some((toxic) => toxic.type === type && toxic.toxicity === 1)
    if (acts('reset_peer')) this.#drop(proxy)
    if (acts('timeout')) for (const connection of this.#of(proxy)) connection.state = 'held'
  }
}

interface At {
  readonly host: string
  readonly port: number
}

const shown = ({ host, port }: At) => `${host}:${port}`

/** Where a server whose API is on loopback listens for a text; undefined: nowhere. */
export function resolved(text: string): At | undefined {
  if (text === '') return { host: '127.0.0.1', port: 0 }
  const [, host, port] = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|):(\d*)$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65_535) return undefined
  return { host: host === '0.0.0.0' ? host : '127.0.0.1', port: Number(port) }
}
