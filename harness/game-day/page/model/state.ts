import type {
  Chart,
  Delta,
  LiveFault,
  LogEntry,
  ServiceLine,
  ServiceState,
  Snapshot,
} from '../../protocol.ts'
import { mergePoints, type Series, seriesOf } from './series.ts'

/** What the page keeps at the most; older lines are in the run's folder. */
export const LOG_MAX = 2_000
export const LINES_MAX = 500

/** Parts of the page that a message may change; a view is asked again when one of its own did. */
export type Part =
  | 'about'
  | 'stage'
  | 'services'
  | 'charts'
  | 'points'
  | 'faults'
  | 'log'
  | 'lines'
  | 'guard'
  | 'viewers'
  | 'report'

export const everyPart: ReadonlySet<Part> = new Set([
  ...([
    'about',
    'stage',
    'services',
    'charts',
    'points',
    'faults',
    'log',
    'lines',
    'guard',
    'viewers',
  ] as const),
  'report',
])

/** Everything that is known of the game-day. Changed in place by each message. */
export interface LiveState extends Pick<Snapshot, 'about' | 'nodes' | 'links' | 'catalogue'> {
  now: number
  stage: Snapshot['stage']
  charts: readonly Chart[]
  guard: Snapshot['guard']
  viewers: number
  report: string | undefined
  readonly services: Map<string, ServiceState>
  readonly points: Map<string, Series>
  /** By id, in the order in which they began. */
  readonly faults: Map<string, LiveFault>
  readonly log: LogEntry[]
  readonly lines: ServiceLine[]
  /** How many there have been since the snapshot: what a list must add. */
  logSeen: number
  linesSeen: number
}

export function stateOf(snapshot: Snapshot): LiveState {
  const { about, nodes, links, catalogue, now, stage, charts, guard, viewers, report } = snapshot
  const log = snapshot.log.slice(-LOG_MAX)
  const lines = snapshot.lines.slice(-LINES_MAX)
  return {
    ...{ about, nodes, links, catalogue, now, stage, charts, guard, viewers, report, log, lines },
    services: new Map(snapshot.services.map((service) => [service.name, service])),
    points: new Map(charts.map(({ id, lines: names }) => [id, seriesOf(snapshot.points[id], names.length)])),
    faults: new Map(snapshot.faults.map((fault) => [fault.id, fault])),
    logSeen: log.length,
    linesSeen: lines.length,
  }
}

/** Takes in what is new. @returns the parts that changed */
export function merge(state: LiveState, delta: Delta): Set<Part> {
  const changed = new Set<Part>()
  state.now = delta.now
  for (const part of ['stage', 'guard', 'viewers', 'report'] as const) {
    // What is drawn again is made anew, and a click that was begun on it is lost.
    if (delta[part] === undefined || delta[part] === state[part]) continue
    Object.assign(state, { [part]: delta[part] })
    changed.add(part)
  }
  if (delta.charts) {
    takeCharts(state, delta.charts)
    changed.add('charts')
  }
  for (const [id, points] of Object.entries(delta.points ?? {})) {
    const series = state.points.get(id)
    if (series) mergePoints(series, points)
    changed.add('points')
  }
  for (const service of delta.services ?? []) state.services.set(service.name, service)
  for (const fault of delta.faults ?? []) state.faults.set(fault.id, fault)
  state.logSeen += appendBounded(state.log, delta.log, LOG_MAX)
  state.linesSeen += appendBounded(state.lines, delta.lines, LINES_MAX)
  for (const part of ['services', 'faults', 'log', 'lines'] as const)
    if (delta[part]?.length) changed.add(part)
  return changed
}

/** A chart keeps its points while it has the same lines. */
function takeCharts(state: LiveState, charts: readonly Chart[]): void {
  state.charts = charts
  const ids = new Set(charts.map(({ id }) => id))
  for (const id of state.points.keys()) if (!ids.has(id)) state.points.delete(id)
  for (const { id, lines } of charts)
    if (state.points.get(id)?.values.length !== lines.length)
      state.points.set(id, seriesOf(undefined, lines.length))
}

function appendBounded<T>(list: T[], added: readonly T[] | undefined, max: number): number {
  if (!added) return 0
  for (const one of added) list.push(one)
  if (list.length > max) list.splice(0, list.length - max)
  return added.length
}

export const isOpen = ({ state }: LiveFault): boolean => state === 'requested' || state === 'observed'

export function openFaults(state: Pick<LiveState, 'faults'>): LiveFault[] {
  return [...state.faults.values()].filter(isOpen)
}

/** Whether whoever looks at the page is one who injects and ends. Nobody does in an automatic run. */
export const isFacilitator = ({ about }: Pick<LiveState, 'about'>): boolean =>
  about.role === 'facilitator' && !about.watching

/** Whether faults can be injected and healed now. */
export const mayInject = (state: Pick<LiveState, 'about' | 'stage'>): boolean =>
  isFacilitator(state) && state.stage === 'live'
