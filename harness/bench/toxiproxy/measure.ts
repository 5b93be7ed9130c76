import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../../analysis/quantile.ts'
import { residentBytes } from '../process-usage.ts'
import type { CallProcess } from './calls.ts'
import type { Flow } from './client.ts'
import type { Path, ToxicPath } from './paths.ts'

/** Ports of the server's kinds, or of a proxy's ways to them. */
export interface Ports {
  readonly source: number
  readonly sink: number
  readonly echo: number
}

/** What one round measures on one path. */
export interface Sample {
  /** One flow from the server to the client, and what it costs the proxy. */
  readonly gbitPerSecond: number
  readonly cpuSecondsPerGb: number
  /** One flow from the client to the server. */
  readonly uploadGbitPerSecond: number
  readonly gbitPerSecond16: number
  /** µs */
  readonly echoP50: number
  readonly echoP99: number
  readonly connectionsPerSecond: number
}

/** Throughput, round trips and connections of one path, one after the other; about 5 s. */
export async function sample(
  client: CallProcess,
  { source, sink, echo }: Ports,
  pid?: number,
): Promise<Sample> {
  const one = await client.call<Flow>('flow', source, 1, 1_000, pid)
  const upload = await client.call<Flow>('upload', sink, 700, pid)
  const many = await client.call<Flow>('flow', source, 16, 700, pid)
  const times = await client.call<number[]>('echo', echo, 700)
  return {
    gbitPerSecond: one.gbitPerSecond,
    cpuSecondsPerGb: one.cpuSecondsPerGb,
    uploadGbitPerSecond: upload.gbitPerSecond,
    gbitPerSecond16: many.gbitPerSecond,
    echoP50: quantile(times, 0.5)!,
    echoP99: quantile(times, 0.99)!,
    connectionsPerSecond: await client.call<number>('connections', echo, 8, 600),
  }
}

const idleConnections = 5_000

/**
 * Memory of idle connections, bytes each: resident memory of a fresh process of the path with 5,000 of them, each of which
 * has carried one byte both ways, minus that before the first.
 */
export async function idleBytes(
  client: CallProcess,
  start: () => Promise<Path>,
  echo: number,
): Promise<number> {
  await using path = await start()
  const port = await path.through(echo)
  await client.call('hold', port, 1)
  const before = residentBytes(path.pid!)
  await client.call('hold', port, 1 + idleConnections)
  await sleep(500)
  const after = residentBytes(path.pid!)
  await client.call('holdNoMore')
  return (after - before) / idleConnections
}

/** One way delays: what remains of the toxic's after what it was set to and the path's own median are taken off; ms. */
export interface Accuracy {
  readonly messages: number
  /** Delay of the same path without the toxic, ms. */
  readonly ownP50: number
  readonly ownP99: number
  /** Errors with sign, ms. */
  readonly errors: readonly number[]
}

export const accuracyConnections = 1_000
export const accuracyPerSecond = 2_000
export const accuracyLatencyMs = 50

/** How exactly the `latency` toxic delays: stamped messages at random moments on many connections. */
export async function accuracy(
  [client, server]: readonly [CallProcess, CallProcess],
  path: ToxicPath,
  stamps: number,
): Promise<Accuracy> {
  await client.call('holdSilent', await path.through(stamps), accuracyConnections)
  const delays = async (ms: number) => {
    await client.call('stamp', accuracyPerSecond, ms)
    await sleep(2 * accuracyLatencyMs)
    return (await server.call<number[]>('delays')).map((ns) => ns / 1e6)
  }
  // The first messages warm up, without the toxic and with it.
  await delays(300)
  const own = await delays(1_500)
  await path.addToxic(stamps, 'latency', { latency: accuracyLatencyMs })
  await delays(300)
  const delayed = await delays(3_000)
  await path.removeToxic(stamps)
  own.push(...(await delays(1_000)))
  await client.call('holdNoMore')
  const ownP50 = quantile(own, 0.5)!
  return {
    messages: delayed.length,
    ownP50,
    ownP99: quantile(own, 0.99)!,
    errors: delayed.map((delay) => delay - accuracyLatencyMs - ownP50),
  }
}
