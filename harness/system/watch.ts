import type { z } from 'zod'
import type { DefinedMetric } from '../analysis/metric.ts'
import { now } from '../journal/clock.ts'
import type { MetricRef } from './metric-ref.ts'

/** How the times of many become one number; `max` where nothing else is asked for. */
export type Stat = 'p50' | 'p90' | 'p95' | 'p99' | 'max'

export interface ProbeMetrics {
  /** Longest stretch from a failed probe to the next good one. */
  longestOutage(): MetricRef
  /** Probes that failed. */
  failed(): MetricRef
  /** From the moment a probe was due to its answer; one that failed counts as never. */
  answerTime(stat?: Stat): MetricRef
}

export interface ClientMetrics {
  /** Each client's longest stretch without its connection. */
  disconnected(stat?: Stat): MetricRef
}

/** Metrics of an operation; `Step` are the names of its steps, `Operation` those of all operations of its system. */
export interface OperationMetrics<Step extends string, Operation extends string = string> {
  /** Operations that had this step, by default the first one. */
  seen(step?: Step): MetricRef
  /** Operations that had the first step (or `begun`) and never the last (or `ended`). */
  lost(steps?: { readonly begun?: Step; readonly ended?: Step }): MetricRef
  /** How often the last step (or `step`) came beyond once for an operation that had the first one. */
  repeated(step?: Step): MetricRef
  /** Operations that had had a step at a moment (ns), and not yet a later one. */
  underWay(options: { readonly at: number; readonly begun: Step; readonly ended: Step }): MetricRef
  /** From the first step (or `from`) to the last (or `to`). */
  time(options?: { readonly from?: Step; readonly to?: Step; readonly stat?: Stat }): MetricRef
  /** Operations that had the last step (or `ended`) after another of their `(?<group>…)` which had the first one (or `begun`) later. */
  outOfOrder(steps?: { readonly begun?: Step; readonly ended?: Step }): MetricRef
  /**
   * How often one took what another still acted on: an operation is an ownership of its `(?<group>…)` by its `(?<client>…)`, from the first step
   * (or `taken`) to the last time that it had the last one (or `used`).
   */
  ownedTwice(steps?: { readonly taken?: Step; readonly used?: Step }): MetricRef
  /**
   * Reads that no order of all reads and writes explains (linearizability). The operation is a read of the register `(?<group>…)` that gave
   * `(?<value>…)`, and `writes` the operation that writes it; each lasts from its first step to its last.
   */
  unexplained(options: { readonly writes: Operation }): MetricRef
}

/** A metric of the user's own, asked about the stretch. */
export interface Stretch {
  /** `since` and `until` are those of the stretch. */
  metric<S extends z.ZodObject>(
    metric: DefinedMetric<S>,
    params?: Omit<z.input<S>, 'since' | 'until'>,
  ): MetricRef
}

/** A stretch of the scenario, from `watch()` to its end: when it is disposed, or the scenario ends. */
export interface Watch<Probe extends string, Steps extends Readonly<Record<string, string>>>
  extends Disposable,
    Stretch {
  readonly probes: { readonly [P in Probe]: ProbeMetrics }
  readonly clients: ClientMetrics
  readonly operations: {
    readonly [O in keyof Steps]: OperationMetrics<Steps[O], keyof Steps & string>
  }
}

/** @param operations names of each operation's steps, in their order */
export function startWatch(
  probes: readonly string[],
  operations: Readonly<Record<string, readonly string[]>>,
): Watch<string, Record<string, string>> {
  const since = now()
  let ended: number | undefined
  /** Its end is not known yet when a check is named; it is when the check is computed. */
  const ref = (name: string, params: (until: number) => MetricRef['params']): MetricRef => ({
    metric: name,
    get params() {
      return params(ended ?? now())
    },
  })
  return {
    probes: Object.fromEntries(probes.map((probe) => [probe, probeMetrics(probe, since, ref)])),
    clients: {
      disconnected: (stat = 'max') => ref('client-disconnected', (until) => ({ since, until, stat })),
    },
    operations: Object.fromEntries(
      Object.keys(operations).map((name) => [name, operationMetrics(name, operations, since, ref)]),
    ),
    metric: ({ name, parameters }, params) =>
      ref(name, (until) => {
        const own = Object.entries({ since, until }).filter(([one]) => parameters.includes(one))
        return { ...Object.fromEntries(own), ...(params as MetricRef['params'] | undefined) }
      }),
    [Symbol.dispose]: () => {
      ended ??= now()
    },
  }
}

type Ref = (name: string, params: (until: number) => MetricRef['params']) => MetricRef

const probeMetrics = (probe: string, since: number, ref: Ref): ProbeMetrics => ({
  longestOutage: () => ref('client-outage', (until) => ({ since, until, probe, stat: 'max' })),
  failed: () => ref('probe-failures', (until) => ({ from: since, to: until, probe })),
  answerTime: (stat = 'max') => ref('answer-time', (until) => ({ from: since, to: until, probe, stat })),
})

const operationMetrics = (
  operation: string,
  operations: Readonly<Record<string, readonly string[]>>,
  since: number,
  ref: Ref,
): OperationMetrics<string> => {
  const [first, last] = endsOf(operations[operation]!)
  const of = (until: number) => ({ operation, since, until })
  return {
    seen: (state = first) => ref('operations-seen', (until) => ({ ...of(until), state })),
    lost: ({ begun = first, ended = last } = {}) =>
      ref('operations-lost', (until) => ({ ...of(until), begun, ended })),
    repeated: (state = last) =>
      ref('operations-repeated', (until) => ({ ...of(until), begun: first, state })),
    underWay: ({ at, begun, ended }) => ref('operations-open', () => ({ operation, at, begun, ended })),
    time: ({ from = first, to = last, stat = 'max' } = {}) =>
      ref('operation-time', (until) => ({ ...of(until), from, to, stat })),
    outOfOrder: ({ begun = first, ended = last } = {}) =>
      ref('operations-out-of-order', (until) => ({ ...of(until), begun, ended })),
    ownedTwice: ({ taken = first, used = last } = {}) =>
      ref('owners-at-once', (until) => ({ ...of(until), taken, used })),
    unexplained: ({ writes }) => {
      const [begun, ended] = endsOf(operations[writes]!)
      const both = {
        reads: { operation, begun: first, ended: last },
        writes: { operation: writes, begun, ended },
      }
      return ref('register-anomalies', (until) => ({ since, until, ...both }))
    },
  }
}

/** Its first and its last step. */
const endsOf = (steps: readonly string[]) => [steps[0]!, steps.at(-1)!] as const
