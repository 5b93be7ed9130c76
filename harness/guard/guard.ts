import { allMetrics } from '../analysis/metric.ts'
import { UsageError } from '../errors.ts'
import type { Json } from '../journal/events.ts'
import { unknownWord } from '../targets/closest.ts'
import { readLimit, type WrittenLimit } from './limit.ts'
import { metricWatch } from './metric-watch.ts'
import { type GuardOp, parseGuard } from './parse.ts'
import type { Signal, Surroundings, Watching } from './signal.ts'
import { signals } from './signals/index.ts'

/**
 * A limit that nothing may pass: `'failed < 50 %'`, or a metric with its parameters. Moments that a metric asks for are filled in: the
 * beginning of the watch, and now.
 */
export type GuardInput =
  | string
  | {
      readonly metric: string
      readonly params?: Readonly<Record<string, Json>> | undefined
      /** It must stay below this: a duration, in the system's own time, or a number. */
      readonly below?: string | number | undefined
      readonly above?: string | number | undefined
    }

/** A guard that has been read. */
export interface Guard {
  /** As it is written. */
  readonly text: string
  /** What its value is, in words. */
  readonly about: string
  readonly op: GuardOp
  readonly limit: WrittenLimit
  /** Of its value; undefined: that of a metric, which shows when it is computed. */
  readonly unit: string | undefined
  /** Services have to be looked at for it. */
  readonly looksAtServices: boolean
  watch(surroundings: Surroundings): Watching
}

/** Names that a guard may have: signals first, then metrics. */
export const guardNames = (): string[] => [...signals.keys(), ...allMetrics().map(({ name }) => name)]

/** @throws UsageError that names what there is */
export function readGuard(input: GuardInput): Guard {
  const text = typeof input === 'string' ? input.trim() : textOf(input)
  const { name, params, op, limit } = parseGuard(text)
  const signal = signals.get(name)
  if (signal) return ofSignal(signal, { text, params, op, limit })
  const metric = allMetrics().find((one) => one.name === name)
  if (!metric) throw new UsageError(`guard ${unknownWord(name, guardNames(), JSON.stringify)}`)
  const given = JSON.stringify(params)
  const watch = metricWatch(text, metric, params)
  return {
    ...{ text, op, limit: readLimit(name, limit, undefined), unit: undefined, looksAtServices: false },
    about: `metric ${name}${given === '{}' ? '' : ` of ${given}`}`,
    watch: () => watch(),
  }
}

/** All of them, each text once. @throws UsageError */
export const readGuards = (inputs: readonly GuardInput[]): Guard[] => {
  const guards = inputs.map(readGuard)
  return guards.filter(({ text }, i) => guards.findIndex((other) => other.text === text) === i)
}

interface Rest {
  readonly text: string
  readonly params: Readonly<Record<string, Json>>
  readonly op: GuardOp
  readonly limit: string
}

function ofSignal(signal: Signal, { text, params, op, limit }: Rest): Guard {
  const parsed = signal.params.safeParse(params)
  if (!parsed.success) {
    const { path, message, ...issue } = parsed.error.issues[0]!
    const names = Object.keys(signal.params.shape)
    const stranger = issue.code === 'unrecognized_keys' && 'keys' in issue ? issue.keys[0] : undefined
    const takes = names.length === 0 ? 'it takes none' : `there are ${names.join(', ')}`
    throw new UsageError(
      stranger === undefined
        ? `guard ${signal.name}: parameter ${path.join('.')}: ${message}`
        : `guard ${signal.name}: parameter ${JSON.stringify(stranger)} is unknown; ${takes}`,
    )
  }
  return {
    ...{ text, op, limit: readLimit(signal.name, limit, signal.unit), unit: signal.unit },
    about: signal.about(parsed.data),
    looksAtServices: signal.looksAtServices === true,
    watch: (surroundings) => signal.watch(parsed.data, surroundings),
  }
}

/** An object as it would be written. @throws UsageError for one without exactly one limit */
function textOf({ metric, params = {}, below, above }: Exclude<GuardInput, string>): string {
  if ((below === undefined) === (above === undefined))
    throw new UsageError(`guard ${metric}: give it one limit, below or above`)
  const given = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${metric}${given.length > 0 ? `(${given.join(', ')})` : ''} ${below === undefined ? `> ${above}` : `< ${below}`}`
}
