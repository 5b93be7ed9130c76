import { median, quantile } from '../../analysis/quantile.ts'
import type { Samples } from '../toxiproxy.ts'
import {
  type Accuracy,
  accuracyConnections,
  accuracyLatencyMs,
  accuracyPerSecond,
  type Sample,
} from './measure.ts'
import type { PathName } from './paths.ts'

type Idle = ReadonlyMap<PathName, number>

/** Of the rounds of one path. */
const middle = (samples: readonly Sample[], key: keyof Sample) =>
  median(samples.map((sample) => sample[key]))!

interface Column {
  readonly title: string
  readonly key: keyof Sample
  readonly digits: number
}

const columns: readonly Column[] = [
  { title: '1 flow Gbit/s', key: 'gbitPerSecond', digits: 2 },
  { title: 'to the server', key: 'uploadGbitPerSecond', digits: 2 },
  { title: '16 flows', key: 'gbitPerSecond16', digits: 2 },
  { title: 'echo p50 µs', key: 'echoP50', digits: 1 },
  { title: 'p99 µs', key: 'echoP99', digits: 1 },
  { title: 'conn/s', key: 'connectionsPerSecond', digits: 0 },
  { title: 'CPU s/GB', key: 'cpuSecondsPerGb', digits: 3 },
]

/** Medians over the rounds with their range, and what ours is of the others; the first row is the head. */
export function tableRows(samples: Samples): string[][] {
  const rows = [...samples].map(([name, own]) => [name, ...columns.map((column) => cell(own, column))])
  const ours = samples.get('ours')!
  const ratios = [...samples]
    .filter(([name]) => name !== 'ours')
    .map(([name, other]) => [
      `ours / ${name}`,
      ...columns.map(({ key }) => ratio(middle(ours, key), middle(other, key))),
    ])
  return [['', ...columns.map(({ title }) => title)], ...rows, ...ratios]
}

function cell(samples: readonly Sample[], { key, digits }: Column): string {
  const values = samples.map((sample) => sample[key])
  if (values.some(Number.isNaN)) return '–'
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${middle(samples, key).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`
}

function ratio(one: number, other: number): string {
  return Number.isNaN(other) ? '–' : `× ${(one / other).toFixed(2)}`
}

export function idleLines(idle: Idle): string[] {
  const each = [...idle].map(([name, bytes]) => `${name} ${kilobytes(bytes)}`)
  return [`memory per idle connection, 5,000 of them: ${each.join(' · ')}`]
}

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`

export function accuracyLines(name: PathName, { messages, ownP50, ownP99, errors }: Accuracy): string[] {
  const at = (p: number) => `p${p * 100} ${signed(quantile(errors, p)!)}`
  return [
    `latency ${accuracyLatencyMs} ms, ${name}: error ${[0.01, 0.5, 0.99].map(at).join(', ')} ms; without sign p99 ${sizeP99(errors).toFixed(2)} ms` +
      ` (${messages} messages, ${accuracyPerSecond} a second on ${accuracyConnections} connections;` +
      ` without the toxic p50 ${ownP50.toFixed(2)}, p99 ${ownP99.toFixed(2)} ms)`,
  ]
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`

const sizeP99 = (errors: readonly number[]) => quantile(errors.map(Math.abs), 0.99)!

/** The original's numbers elsewhere (2 cores), and plain loopback's beside it: middles of the ranges noted then. */
const reference = { gbit: 7.2, plainGbit: 21.5, echoP50: 144.5, plainEchoP50: 79 }

/** Each aim, its metric and whether it holds. */
export function aimLines({ samples, idle, accuracy }: { samples: Samples; idle: Idle; accuracy: Accuracy }) {
  const [plain, ours, original] = (['plain loopback', 'ours', 'original'] as const).map((name) =>
    samples.get(name),
  )
  const of = (key: keyof Sample, own: Sample[] | undefined) => middle(own!, key)
  const [plainGbit, plainP50] = [of('gbitPerSecond', plain), of('echoP50', plain)]
  const theirs = original
    ? {
        from: "the original's",
        gbit: of('gbitPerSecond', original),
        uploadGbit: of('uploadGbitPerSecond', original),
        added: of('echoP50', original) - plainP50,
      }
    : {
        from: "a reference for the original's, taken elsewhere, scaled by plain loopback, NOT measured here:",
        gbit: (reference.gbit * plainGbit) / reference.plainGbit,
        uploadGbit: (reference.gbit * of('uploadGbitPerSecond', plain)) / reference.plainGbit,
        added: ((reference.echoP50 - reference.plainEchoP50) * plainP50) / reference.plainEchoP50,
      }
  const added = of('echoP50', ours) - plainP50
  const over = idle.get('ours')! - idle.get('bare Node pipe')!
  const error = sizeP99(accuracy.errors)
  const oneFlow = (direction: string, gbit: number, their: number) =>
    `one flow, ${direction}, ≥ 1.3 × ${theirs.from} ${their.toFixed(2)} Gbit/s: × ${(gbit / their).toFixed(2)}, ${held(gbit >= 1.3 * their)}`
  return [
    oneFlow('server to client', of('gbitPerSecond', ours), theirs.gbit),
    oneFlow('client to server', of('uploadGbitPerSecond', ours), theirs.uploadGbit),
    `added echo p50 ≤ 0.8 × ${theirs.from} ${theirs.added.toFixed(1)} µs: ${added.toFixed(1)} µs, × ${(added / theirs.added).toFixed(2)}, ${held(added <= 0.8 * theirs.added)}`,
    `memory per idle connection over the bare pipe's ≤ 20 KB: ${kilobytes(over)}, ${held(over <= 20_000)}`,
    `latency error p99 ≤ 1.5 ms on an idle machine: ${error.toFixed(2)} ms, ${held(error <= 1.5)} (aim 1)`,
  ]
}

export const held = (yes: boolean) => (yes ? 'held' : 'NOT held')
