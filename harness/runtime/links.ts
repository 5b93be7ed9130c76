import toxiproxyClient from 'toxiproxy-node-client'
import { programs } from '../../docker/images.ts'
import { HarnessError, messageOf } from '../errors.ts'
import { type Left, moveLink } from './move-link.ts'
import { own } from './owned.ts'
import type { Address, Runtime, Service } from './runtime.ts'

/** A connection between two roles of a system; all of it runs through one named Toxiproxy proxy. */
export interface LinkSpec {
  readonly from: string
  readonly to: string
  /** Of its proxy. Default: that of the link. */
  readonly name?: string
  /** Where the proxy sends what arrives. */
  readonly upstream: Address
}

/** A toxic of the link's proxy as its API shows it. `affected` is our server's own addition. */
export interface LinkToxic {
  readonly name: string
  readonly type: string
  readonly stream: 'upstream' | 'downstream'
  readonly affected?: { readonly connections: number; readonly bytes: number }
  /** Our server's own addition, too: see `Measured` of the Toxiproxy. */
  readonly measured?: {
    readonly accepted: number
    readonly waits: number
    readonly waitedMs: number
    /** Requests that it might have answered or ended itself, and those of them that it did. */
    readonly requests: number
    readonly answers: number
    readonly waitedBytes: number
  }
}

export interface LinkState {
  readonly toxics: readonly LinkToxic[]
  /** The newest removed toxics, with what they did. */
  readonly removed?: readonly LinkToxic[]
  /** Connections open now. */
  readonly connections?: number
  /** How often a client of the link spoke first on a connection, or after an answer: round trips so far. */
  readonly turns?: number
}

/** A TCP connection of a link's proxy, by the addresses of whoever dialled it and of whoever accepted it. */
export interface Flow {
  /** `accepted`: from the near side. `dialled`: to the far side. */
  readonly side: 'accepted' | 'dialled'
  readonly from: string
  readonly to: string
}

/** One proxy of a link, as the kernel knows it: what packet faults are aimed by. */
export interface LinkProxy {
  /** The service whose process it is a part of. */
  readonly service: Service
  /** Where it listens. */
  readonly listen: Address
  /** What is open now, at both of its ends. An addition of our server. */
  flows(): Promise<readonly Flow[]>
}

export interface ToxicSpec {
  readonly name: string
  readonly type: string
  readonly stream: 'upstream' | 'downstream'
  readonly attributes: Readonly<Record<string, number | string>>
  /** Probability per connection that it acts, from 0 to 1. Default 1. */
  readonly toxicity?: number
}

/** A way from one part of a system to another, on which faults can be put. */
export interface Link {
  /** `from-to`, also the proxy's name. */
  readonly name: string
  readonly from: string
  readonly to: string
  /** What `from` connects to. */
  readonly address: Address
  /** Where the harness itself reaches the same. */
  readonly reach: Address
  /** The same of every part of a link that is spread over several proxies. */
  readonly reachAll?: readonly Address[]
  /** All of its proxies; without them packets of the link cannot be told from others. */
  readonly proxies?: readonly LinkProxy[]
  addToxic(toxic: ToxicSpec): Promise<void>
  removeToxic(name: string): Promise<void>
  /**
   * Resets (RST) every connection that is open now, both ends, and none that is dialled later. @returns how many
   * An addition of our server.
   */
  reset(): Promise<number>
  /** Closes every connection and refuses new ones, until `enable`. */
  disable(): Promise<void>
  enable(): Promise<void>
  /** Closes every connection and sends new ones to `upstream` instead; without it, back to where the link belongs. */
  route(upstream?: Address): Promise<void>
  /**
   * Its near side's way moves to another address, with the same port; connections end. `address` stays the old one, at which whoever dials is
   * reset.
   */
  move?(): Promise<Left & { readonly host: string }>
  /** Read by HTTP, because the client library drops fields that it does not know. */
  state(): Promise<LinkState>
}

/** The name of a link: `api-db`. */
export const linkName = (from: string, to: string) => `${from}-${to}`

/** The link between two roles of a system. @throws HarnessError that names the links there are */
export function linkBetween(links: ReadonlyMap<string, Link>, from: string, to: string): Link {
  const link = links.get(linkName(from, to))
  if (!link)
    throw new HarnessError(`no link ${linkName(from, to)}: there are ${[...links.keys()].join(', ')}`)
  return link
}

/** Longest wait for the Toxiproxy to answer one API call; it answers in single milliseconds. */
const apiDeadlineMs = 5_000

/**
 * Starts one Toxiproxy and opens a proxy for every link.
 * `addresses` come from `reserveLinks`, so that services can be told where to connect before any of it runs. `seed` decides
 * every roll and jitter of the toxics; without it the Toxiproxy draws one.
 */
export async function openLinks(
  runtime: Runtime,
  addresses: ReservedLinks,
  specs: readonly LinkSpec[],
  { service = proxyService, seed }: { readonly service?: string; readonly seed?: number } = {},
): Promise<Map<string, Link>> {
  const carrier = await runtime.start({
    name: service,
    program: programs.toxiproxy,
    args: [
      '--host',
      addresses.api.host,
      '--port',
      String(addresses.api.port),
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ],
    ports: { api: addresses.api, ...addresses.links },
    ready: { by: 'tcp', port: 'api', timeoutMs: 15_000 },
    stopSignal: 'SIGTERM',
  })
  const api = runtime.reach(addresses.api)
  const base = `http://${api.host}:${api.port}`
  const client = new toxiproxyClient.Toxiproxy(base)
  const listen = (name: string) => formatAddress(linkAddress(addresses, name))
  const proxies = await client.populate(
    specs.map(({ from, to, upstream, name = linkName(from, to) }) => ({
      name,
      listen: listen(name),
      upstream: formatAddress(upstream),
      enabled: true,
    })),
  )
  return new Map(
    specs.map(({ from, to, upstream: home, name = linkName(from, to) }) => {
      const proxy = proxies[name]
      if (!proxy) throw new HarnessError(`Toxiproxy at ${base} did not open the link ${name}`)
      // The client library keeps what it was told first, also when the proxy has moved.
      let at = proxy.listen
      const update = async (change: { readonly enabled: boolean; readonly upstream?: string }) =>
        void (await proxy.update({ listen: at, upstream: proxy.upstream, ...change }))
      const link: Link = {
        name,
        from,
        to,
        address: linkAddress(addresses, name),
        reach: runtime.reach(linkAddress(addresses, name)),
        proxies: [proxyOf(carrier, linkAddress(addresses, name), `${base}/proxies/${name}`)],
        addToxic: async (toxic) => {
          // The library's list of types is closed; ours has more.
          await proxy.addToxic({ toxicity: 1, ...toxic, type: toxic.type as 'latency' })
        },
        removeToxic: (toxic) => remove(`${base}/proxies/${name}/toxics/${toxic}`),
        reset: () => resetConnections(`${base}/proxies/${name}/reset`),
        disable: () => update({ enabled: false }),
        enable: () => update({ enabled: true }),
        route: (upstream = home) => update({ enabled: true, upstream: formatAddress(upstream) }),
        move: async () => {
          const host = await runtime.furtherHost(carrier)
          const affected = async (of: string) => affectedBy(await ask('GET', `${base}/proxies/${of}`))
          const to = formatAddress({ host, port: linkAddress(addresses, name).port })
          const left = await moveLink({ client, proxy, from: at, to, affected })
          at = to
          return { host, ...left }
        },
        state: () => ask<LinkState>('GET', `${base}/proxies/${name}`),
      }
      return [name, own(link)]
    }),
  )
}

const proxyService = 'toxiproxy'

/** Whether a service of this name carries links: one for all, `toxiproxy`, or one of several, `toxiproxy-2`. */
export const isProxy = (service: string): boolean =>
  service === proxyService || service.startsWith(`${proxyService}-`)

/** Where the links of a system will be, before any of them is open. */
export interface ReservedLinks {
  readonly api: Address
  readonly links: Readonly<Record<string, Address>>
}

/** Reserves the addresses of all links of a system. */
export async function reserveLinks(
  runtime: Runtime,
  names: readonly string[],
  service = proxyService,
): Promise<ReservedLinks> {
  const { api, ...links } = await runtime.reserve(service, ['api', ...names])
  return { api: api!, links: links as Record<string, Address> }
}

/** What a link's `from` is to connect to. @throws HarnessError that names the links there are */
export function linkAddress(addresses: ReservedLinks, name: string): Address {
  const address = addresses.links[name]
  if (!address)
    throw new HarnessError(`no link ${name}: there are ${Object.keys(addresses.links).join(', ')}`)
  return address
}

/** An address as `host:port`. */
export const formatAddress = ({ host, port }: Address) => `${host}:${port}`

async function remove(url: string): Promise<void> {
  const response = await call(url, { method: 'DELETE' })
  // Already gone is what we wanted: healing twice must be harmless.
  if (!response.ok && response.status !== 404)
    throw new HarnessError(`DELETE ${url} answered ${response.status}: ${await response.text()}`)
}

const proxyOf = (service: Service, listen: Address, url: string): LinkProxy => ({
  service,
  listen,
  flows: async () => (await ask<{ flows: readonly Flow[] }>('GET', `${url}/flows`)).flows,
})

const affectedBy = ({ toxics }: LinkState): number => toxics[0]?.affected?.connections ?? 0

async function resetConnections(url: string): Promise<number> {
  const { connections } = await ask<{ connections: number }>('POST', url)
  return connections
}

async function ask<Answer>(method: 'GET' | 'POST', url: string): Promise<Answer> {
  const response = await call(url, { method })
  if (!response.ok) throw new HarnessError(`${method} ${url} answered ${response.status}`)
  return (await response.json()) as Answer
}

async function call(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(apiDeadlineMs) })
  } catch (error) {
    throw new HarnessError(`Toxiproxy does not answer (${url}): ${messageOf(error)}`)
  }
}
