import { median, quantile } from '../../analysis/quantile.ts'
import type { CallProcess } from './calls.ts'
import type { Flow } from './client.ts'
import { held } from './lines.ts'
import type { Ports } from './measure.ts'
import { barePipe, original, ours, type Path, type PathName, plain, type ToxicPath } from './paths.ts'

/** What ours was behind the original in, of one fresh process of a path. */
interface Sample {
  /** 128-byte echo, p50, µs: at first, and after it has carried bulk for 2.4 s. */
  readonly fresh: number
  readonly afterBulk: number
  /** Through `bandwidth` of 10 MB/s; without it where there are no toxics. */
  readonly paced: number
  /** Connections a second, eight at a time. */
  readonly connections: number
}

const pacedRate = 10_000

/**
 * The original beside the bare pipe of the same run, where it is absent: what a former version of ours was of the original, taken
 * elsewhere, and that version of the pipe, taken here (medians, two cores). New connections 0.89 and 0.71, so the original is 0.80 of the
 * pipe. Echo added over plain loopback, fresh 0.56 and 0.90, so 1.6; after bulk 1.4 and 0.84, so 0.60. A paced echo took the original
 * 85 µs; a bare pipe's was not noted there and takes 62 µs on the machine most like it, so 1.4.
 */
const originalByPipe = { connections: 0.8, freshAdded: 1.6, bulkAdded: 0.6, paced: 1.4 }

type Behind = ReadonlyMap<PathName, Sample[]>

/** Each path in each round with a process of its own; every other round goes through them backwards. */
export async function behind(
  client: CallProcess,
  direct: Ports,
  rounds: number,
  withOriginal: boolean,
): Promise<Behind> {
  const starts: (readonly [PathName, () => Promise<Path | ToxicPath>])[] = [
    ['plain loopback', async () => plain],
    ['bare Node pipe', barePipe],
    ['ours', ours],
  ]
  if (withOriginal) starts.push(['original', original])
  const samples = new Map<PathName, Sample[]>(starts.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, start] of round % 2 === 0 ? starts : starts.toReversed())
      samples.get(name)!.push(await sample(client, direct, start))
  return samples
}

async function sample(
  client: CallProcess,
  direct: Ports,
  start: () => Promise<Path | ToxicPath>,
): Promise<Sample> {
  await using path = await start()
  const echo = await path.through(direct.echo)
  const source = await path.through(direct.source)
  const p50 = async () => quantile(await client.call<number[]>('echo', echo, 500), 0.5)!
  const connections = () => client.call<number>('connections', echo, 8, 500)
  const fresh = await p50()
  await connections()
  const opened = await connections()
  if ('addToxic' in path) await path.addToxic(direct.echo, 'bandwidth', { rate: pacedRate })
  const paced = await p50()
  if ('addToxic' in path) await path.removeToxic(direct.echo)
  await client.call<Flow>('flow', source, 1, 1_000)
  await client.call<Flow>('upload', await path.through(direct.sink), 700)
  await client.call<Flow>('flow', source, 16, 700)
  return { fresh, afterBulk: await p50(), paced, connections: opened }
}

/** A line for each path and one for each aim. */
export function behindLines(samples: Behind): string[] {
  const of = (name: PathName) => {
    const own = samples.get(name)
    if (!own) return
    const middle = (key: keyof Sample) => median(own.map((one) => one[key]))!
    return {
      ...own[0]!,
      fresh: middle('fresh'),
      afterBulk: middle('afterBulk'),
      paced: middle('paced'),
      connections: middle('connections'),
    }
  }
  const [direct, pipe, own] = [of('plain loopback')!, of('bare Node pipe')!, of('ours')!]
  const measured = of('original')
  const their = measured ?? {
    fresh: direct.fresh + originalByPipe.freshAdded * (pipe.fresh - direct.fresh),
    afterBulk: direct.afterBulk + originalByPipe.bulkAdded * (pipe.afterBulk - direct.afterBulk),
    paced: originalByPipe.paced * pipe.paced,
    connections: originalByPipe.connections * pipe.connections,
  }
  const from = measured
    ? 'original'
    : "original, from ratios taken elsewhere and this run's bare pipe, NOT measured here"
  const row = (name: string, { fresh, afterBulk, paced, connections }: Sample) =>
    `${name}: echo p50 fresh ${fresh.toFixed(1)} µs, after bulk ${afterBulk.toFixed(1)}, through bandwidth 10 MB/s ${paced.toFixed(1)}; ${connections.toFixed(0)} connections/s, 8 at a time`
  const aim = (what: string, ratio: number, ahead: boolean) =>
    `${what}: × ${ratio.toFixed(2)} the original's, ${held(ahead)}`
  const added = (key: 'fresh' | 'afterBulk') => (own[key] - direct[key]) / (their[key] - direct[key])
  return [
    'a fresh process for each',
    row('plain loopback', direct),
    row('bare Node pipe', pipe),
    row('ours', own),
    row(from, their),
    aim('echo through bandwidth 10 MB/s', own.paced / their.paced, own.paced <= their.paced),
    aim('new connections', own.connections / their.connections, own.connections >= their.connections),
    aim('added echo p50, fresh', added('fresh'), added('fresh') <= 1),
    aim('added echo p50, after bulk', added('afterBulk'), added('afterBulk') <= 1),
  ]
}
