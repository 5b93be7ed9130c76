import { createToxiproxy, type ToxiproxyOptions } from '../server.ts'
import type { Stream } from '../toxic.ts'
import { dial, type Peer, Upstream } from './peer.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  readonly json: any
}

/** A server under test, ours or another. */
export interface TestServer {
  /** `http://host:port` of its API */
  readonly url: string
  close(): Promise<void>
}

/** A server with one proxy `link` in front of an upstream, driven by raw HTTP. */
export class TestBench implements AsyncDisposable {
  readonly toxiproxy: TestServer
  readonly upstream: Upstream
  readonly #peers: Peer[] = []
  listen = ''

  private constructor(toxiproxy: TestServer, upstream: Upstream) {
    this.toxiproxy = toxiproxy
    this.upstream = upstream
  }

  static async open(options: ToxiproxyOptions = {}): Promise<TestBench> {
    return TestBench.around(await createToxiproxy({ port: 0, seed: 1, ...options }))
  }

  static async around(toxiproxy: TestServer): Promise<TestBench> {
    const bench = new TestBench(toxiproxy, await Upstream.listen())
    const proxy = { name: 'link', listen: '127.0.0.1:0', upstream: bench.upstream.address }
    bench.listen = (await bench.call('POST', '/proxies', proxy)).json.listen
    return bench
  }

  /** @param body an object to send as JSON, or a text to send as it is */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const payload = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body)
    const url = this.toxiproxy.url + path
    const response = await fetch(url, { method, body: payload, headers, redirect: 'manual' })
    const text = await response.text()
    const answer: Answer = {
      status: response.status,
      text,
      headers: Object.fromEntries(response.headers),
      json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
    }
    return answer
  }

  /** A connection through the proxy: its client end and its upstream end. */
  async pair(): Promise<{ client: Peer; server: Peer }> {
    const accepted = this.upstream.accept()
    const client = await dial(this.listen)
    const server = await accepted
    this.#peers.push(client, server)
    return { client, server }
  }

  /** As `pair`, named by who sends on a stream and who gets it. */
  async flow(stream: Stream): Promise<{ sender: Peer; receiver: Peer }> {
    const { client, server } = await this.pair()
    return stream === 'upstream' ? { sender: client, receiver: server } : { sender: server, receiver: client }
  }

  addToxic(type: string, attributes: object = {}, more: object = {}): Promise<Answer> {
    return this.call('POST', '/proxies/link/toxics', { type, attributes, ...more })
  }

  updateToxic(name: string, change: object): Promise<Answer> {
    return this.call('PATCH', `/proxies/link/toxics/${name}`, change)
  }

  removeToxic(name: string): Promise<Answer> {
    return this.call('DELETE', `/proxies/link/toxics/${name}`)
  }

  /** The proxy's JSON. */
  async state() {
    return (await this.call('GET', '/proxies/link')).json
  }

  /** What the first toxic has acted on. */
  async affected(): Promise<{ connections: number; bytes: number }> {
    return (await this.state()).toxics[0].affected
  }

  /** What the newest removed toxic had acted on. */
  async lastRemoved() {
    return (await this.state()).removed.at(-1)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#peers) socket.destroy()
    await this.upstream[Symbol.asyncDispose]()
    await this.toxiproxy.close()
  }
}

export const streams: readonly Stream[] = ['upstream', 'downstream']

/** Resolves after `ms`; for showing that something does not happen, never for waiting until it has. */
export const quiet = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))
