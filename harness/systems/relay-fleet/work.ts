import { computeMetric, type JournalEvent, type MetricRef, metric } from '../../door.ts'
import { clientProbe } from './probe-names.ts'
import type { Relay } from './relay.ts'

/**
 * Work in a fleet's limits that no profile makes shorter, each measured in the same execution before the first fault; see
 * `metrics/work.ts`.
 */
export interface FleetWork {
  /** All hosts dialling at once: TCP, upgrade, token, directory write, in processes that have just started. */
  readonly dial: MetricRef
  /** The slowest answer of the steady state: through every process that a request passes. */
  readonly answer: MetricRef
  /** The middle one, for what is held against such an answer itself. */
  readonly typicalAnswer: MetricRef
  /** A relay's own start, until it accepts connections. */
  start(relay: Pick<Relay, 'name'>): MetricRef
}

/** @param declaredMs what a target says that dialling takes, for hosts that do not report their dials */
export const fleetWork = (declaredMs: number | undefined): FleetWork => ({
  dial: metric('work-of-dialling', declaredMs === undefined ? {} : { declaredMs }),
  answer: metric('work-of-answering', { probe: clientProbe }),
  typicalAnswer: metric('work-of-answering', { probe: clientProbe, stat: 'p50' }),
  start: ({ name }) => metric('work-of-starting', { service: name }),
})

/** Real ms that a scenario waits on top of a limit with such work in it: twice the work, for what is slower than at the set-up. */
export function waitForWorkMs({ metric, params }: MetricRef, events: readonly JournalEvent[]): number {
  const { observed } = computeMetric(metric, events, params)
  return Math.max(LEAST_MS, 2 * (observed ?? UNTOLD_MS))
}

/** Noticing through a journal that is written in batches takes this long by itself. */
const LEAST_MS = 500

/** Where nothing was measured the check is inconclusive anyway. */
const UNTOLD_MS = 1_000
