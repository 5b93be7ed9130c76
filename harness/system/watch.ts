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

/** Metrics of an operation; `Step` are the names of its steps. */
export interface OperationMetrics<Step extends string> {
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
}

/** A stretch of the scenario, from `watch()` to its end: when it is disposed, or the scenario ends. */
export interface Watch<Probe extends string, Steps extends Readonly<Record<string, string>>>
  extends Disposable {
  readonly probes: { readonly [P in Probe]: ProbeMetrics }
  readonly clients: ClientMetrics
  readonly operations: { readonly [O in keyof Steps]: OperationMetrics<Steps[O]> }
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
      Object.entries(operations).map(([name, steps]) => [name, operationMetrics(name, steps, since, ref)]),
    ),
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
  steps: readonly string[],
  since: number,
  ref: Ref,
): OperationMetrics<string> => {
  const [first, last] = [steps[0]!, steps.at(-1)!]
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
  }
}
