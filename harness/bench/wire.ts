import { median, quantile } from '../analysis/quantile.ts'
import { MissingPartError } from '../errors.ts'
import { RuleTable } from '../runtime/packets/rule-table.ts'
import { directions } from '../runtime/packets/rules.ts'
import { wireMissing } from '../runtime/wire/missing.ts'
import { Wire } from '../runtime/wire/wire.ts'
import { wireScript } from '../runtime/wire/wire-rules.ts'
import type { Sheet } from './sheet.ts'
import { CallProcess } from './toxiproxy/calls.ts'
import type { Flow } from './toxiproxy/client.ts'

/** Each path is measured in each round; every other round goes through them backwards. */
const rounds = Number(process.env.GAMEDAY_BENCH_ROUNDS ?? 3)

const place = { enter: [], shared: true } as const
const host = '127.0.0.1'

/** A path's ports on the server, and the delay of its wire; without one it is plain loopback. */
interface WirePath {
  readonly name: string
  readonly source: number
  readonly echo: number
  readonly delayMs?: number
}

/** What one round measures: MB/s of one flow, and of 16; round trips, µs. */
interface Round {
  readonly one: number
  readonly many: number
  readonly p50: number
  readonly p99: number
}

/** A wire that does nothing to packets, and one that delays them, beside plain loopback. */
export async function benchWire(sheet: Sheet): Promise<void> {
  const missing = await wireMissing()
  if (missing !== undefined) throw new MissingPartError(missing)
  await using client = new CallProcess('client.ts')
  await using server = new CallProcess('server.ts')
  const listen = (kind: string) => server.call<number>('listen', kind)
  const pathOf = async (name: string, delayMs?: number): Promise<WirePath> => ({
    name,
    source: await listen('source'),
    echo: await listen('echo'),
    ...(delayMs !== undefined && { delayMs }),
  })
  const paths = [await pathOf('plain loopback'), await pathOf('wire', 0), await pathOf('wire, delay 5 ms', 5)]
  const measured = new Map<string, Round[]>(paths.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const path of round % 2 === 0 ? paths : paths.toReversed())
      measured.get(path.name)!.push(await through(path, () => measure(client, path)))
  sheet.line(`medians of ${rounds} rounds (least to most)`)
  sheet.table([
    ['', '1 flow MB/s', '16 flows MB/s', 'echo p50 µs', 'p99 µs'],
    ...[...measured].map(([name, own]) => [name, ...keys.map((key) => cell(own.map((one) => one[key])))]),
  ])
}

const keys = ['one', 'many', 'p50', 'p99'] as const

const cell = (values: readonly number[]) =>
  `${median(values)!.toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`

async function measure(client: CallProcess, { source, echo }: WirePath): Promise<Round> {
  const one = await client.call<Flow>('flow', source, 1, 1_000)
  const many = await client.call<Flow>('flow', source, 16, 700)
  const times = await client.call<number[]>('echo', echo, 700)
  const megabytes = ({ gbitPerSecond }: Flow) => (gbitPerSecond * 1_000) / 8
  return {
    one: megabytes(one),
    many: megabytes(many),
    p50: quantile(times, 0.5)!,
    p99: quantile(times, 0.99)!,
  }
}

/** Sends the packets of a path's ports through a wire meanwhile. */
async function through<T>({ source, echo, delayMs }: WirePath, act: () => Promise<T>): Promise<T> {
  if (delayMs === undefined) return act()
  const listens = [source, echo].map((port) => ({ host, port }))
  const shares = { loss: 0, duplicate: 0, reorder: 0, corrupt: 0 }
  const impairment = { delayMs, jitterMs: 0, ...shares, mended: false }
  const wire = await Wire.open(place, { impairment, seed: 1, listens })
  try {
    const script = wireScript({ place, devices: ['lo'], wire: wire.device, listens, directed: directions })
    const table = await RuleTable.open(place, script, 'netdev')
    try {
      return await act()
    } finally {
      await table.remove()
    }
  } finally {
    await wire.remove()
  }
}
