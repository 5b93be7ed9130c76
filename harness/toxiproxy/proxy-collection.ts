import { proxyExists, proxyNotFound } from './api/api-error.ts'
import type { Traffic } from './metrics/traffic.ts'
import { NamedProxy } from './named-proxy.ts'
import type { Settings } from './settings.ts'
import { checkUpstream } from './upstream.ts'

export interface NewProxy {
  readonly name: string
  /** `host:port`; port 0 or an empty text takes a free port of loopback. */
  readonly listen: string
  readonly upstream: string
  readonly enabled: boolean
}

export type ProxyUpdate = Partial<Omit<NewProxy, 'name'>>

/** All proxies of the server, by name. Changes are made one after the other, in the order in which they arrive. */
export class ProxyCollection {
  readonly #proxies = new Map<string, NamedProxy>()
  readonly #settings: Settings
  #lastChange: Promise<unknown> = Promise.resolve()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  list(): readonly NamedProxy[] {
    return [...this.#proxies.values()]
  }

  /** The totals with what open connections have carried so far. */
  trafficNow(closed: Traffic): Traffic {
    const total = closed.copy()
    for (const proxy of this.#proxies.values()) proxy.addOpenTraffic(total)
    return total
  }

  /** @throws ApiError 404 */
  get(name: string): NamedProxy {
    const proxy = this.#proxies.get(name)
    if (!proxy) throw proxyNotFound()
    return proxy
  }

  /** @throws ApiError 409 when the name is taken, 500 when its address cannot be listened on */
  add(wanted: NewProxy): Promise<NamedProxy> {
    return this.#change(() => {
      if (this.#proxies.has(wanted.name)) throw proxyExists()
      return this.#open(wanted)
    })
  }

  /** As `add`; one of that name gets the addresses wanted and loses its toxics, or is left untouched where they are its own. */
  addOrReplace(wanted: NewProxy): Promise<NamedProxy> {
    return this.#change(async () => {
      const present = this.#proxies.get(wanted.name)
      if (!present) return this.#open(wanted)
      if (await present.differs(wanted.listen, wanted.upstream)) {
        await present.update(wanted)
        present.toxics.clear()
      }
      return present
    })
  }

  /** A changed address closes the proxy's connections. @throws ApiError 404, 500, 400; the proxy is as it was then */
  update(name: string, update: ProxyUpdate): Promise<NamedProxy> {
    return this.#change(async () => {
      const proxy = this.get(name)
      await proxy.update(update)
      return proxy
    })
  }

  /** @throws ApiError 404 */
  remove(name: string): Promise<void> {
    return this.#change(async () => this.#drop(this.get(name)))
  }

  /** Removes every toxic and enables every proxy. @throws ApiError 500 when one cannot listen; the others are reset */
  reset(): Promise<void> {
    return this.#change(async () => {
      for (const { toxics } of this.list()) toxics.clear()
      const failed: unknown[] = []
      // One after the other: of two that want one address, the older one gets it.
      for (const proxy of this.list()) await proxy.start().catch((error: unknown) => failed.push(error))
      if (failed.length > 0) throw failed[0]
    })
  }

  close(): Promise<void> {
    return this.#change(async () => {
      for (const proxy of this.list()) this.#drop(proxy)
    })
  }

  async #open(wanted: NewProxy): Promise<NamedProxy> {
    checkUpstream(wanted.upstream)
    const proxy = new NamedProxy(wanted, this.#settings)
    if (wanted.enabled) await proxy.start()
    this.#proxies.set(proxy.name, proxy)
    return proxy
  }

  #drop(proxy: NamedProxy): void {
    proxy.stop()
    this.#proxies.delete(proxy.name)
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(work)
    this.#lastChange = result.catch(() => {})
    return result
  }
}
