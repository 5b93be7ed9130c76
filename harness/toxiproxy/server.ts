import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { guard } from '../../docker/browser-guard.ts'
import { formatAddress, type HostPort } from './address.ts'
import { listenerOf } from './api/listener.ts'
import { populate } from './api/populate.ts'
import { routes } from './api/routes.ts'
import { adopts } from './link/adopt.ts'
import { defaultProxyHost, listenOn, resolveListen } from './listen.ts'
import { metricsOf } from './metrics/metrics.ts'
import { Traffic } from './metrics/traffic.ts'
import { ProxyCollection } from './proxy-collection.ts'

export interface ToxiproxyOptions {
  /** Where the API listens. Default 127.0.0.1. */
  readonly host?: string
  /** Default 8474, the original's; 0 takes a free one. */
  readonly port?: number
  /** Every toxicity roll and jitter follows from it. Default: drawn. */
  readonly seed?: number
  /** Longest wait for an upstream to accept, ms. Default 10,000. */
  readonly dialTimeoutMs?: number
  /** A list of proxies as `POST /populate` takes it; they are open before the API listens. */
  readonly proxies?: unknown
  /** Serve the bytes that proxies carried at `GET /metrics`. */
  readonly proxyMetrics?: boolean
  /** Serve CPU, memory and descriptors of the process at `GET /metrics`. */
  readonly runtimeMetrics?: boolean
  /** Read what clients send into reused buffers. Default: where this Node lets us, which is tried. */
  readonly adopts?: boolean
  /** Names besides IP addresses and those of a private network under which the API may be asked. Default: none. */
  readonly names?: readonly string[]
  /** Told of what went wrong outside of any request. Default: nobody. */
  readonly log?: (message: string, fields: Readonly<Record<string, unknown>>) => void
}

export interface ToxiproxyHandle extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly seed: number
  /** `http://host:port` */
  readonly url: string
  /** Closes the API, every listener and every connection. */
  close(): Promise<void>
}

export const defaultHost = '127.0.0.1'
export const defaultPort = 8474

/** 32 bits: what a person can copy from a log line. */
const seedLimit = 2 ** 32

/**
 * Starts a server with the HTTP API and the toxics of Toxiproxy.
 * @throws ApiError naming address and cause when one cannot be listened on (500), or what is wrong with `proxies` (400)
 */
export async function createToxiproxy(options: ToxiproxyOptions = {}): Promise<ToxiproxyHandle> {
  const { host = defaultHost, port: wanted = defaultPort, seed = randomInt(seedLimit) } = options
  const { dialTimeoutMs = 10_000, log = () => {}, runtimeMetrics = false } = options
  const traffic = options.proxyMetrics ? new Traffic() : undefined
  const settings = {
    seed,
    dialTimeoutMs,
    log,
    traffic,
    defaultHost: defaultProxyHost(host),
    adopts: options.adopts ?? (await adopts()),
  }
  const proxies = new ProxyCollection(settings)
  if (options.proxies !== undefined) await openAll(proxies, options.proxies)
  const metrics = metricsOf(proxies, traffic, runtimeMetrics)
  const server = createServer(listenerOf(routes(proxies, metrics)))
  guard(server, 'control', [host.toLowerCase(), ...(options.names ?? [])])
  const at = await listenApi(server, { host, port: wanted }).catch(async (error) => {
    await proxies.close()
    throw error
  })
  server.on('error', (error: Error) => log('API accept failed', { error: error.message }))
  const close = async () => {
    await proxies.close()
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }
  return {
    host,
    port: at.port,
    seed,
    url: `http://${formatAddress(at)}`,
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function listenApi(server: Server, wanted: HostPort): Promise<HostPort> {
  return listenOn(server, await resolveListen(formatAddress(wanted), defaultHost))
}

/** All or nothing. */
async function openAll(proxies: ProxyCollection, list: unknown): Promise<void> {
  const { error } = await populate(proxies, list)
  if (!error) return
  await proxies.close()
  throw error
}
