import { byHost, faultLives, type JournalEvent, least, msBetween, quantile } from '../../../definitions.ts'
import type { ReconnectParams } from '../metrics/reconnect.ts'
import { hostNames } from './hosts-seen.ts'
import { type Dial, dialsOf, noticedAt, type Tunnel, tunnelsOf } from './tunnels.ts'

/**
 * Stages of a reconnect, each from the end of the one before, ms:
 * detect: fault to the host's knowing · wait: to its first dial · dial: to the TCP connection of the dial that worked,
 * dials that failed and the pauses between them included · upgrade: to the 101 · register: to the relay's first
 * message · answer: to the first request answered.
 */
export const stages = ['detect', 'wait', 'dial', 'upgrade', 'register', 'answer'] as const
export type Stage = (typeof stages)[number]

export interface HostBreakdown {
  readonly host: string
  /** Missing where the journal does not tell the moment. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>
  /** Dials until one worked. */
  readonly dials: number
  /** From the fault to the last stage known. null: it never came back. */
  readonly totalMs: number | null
}

export interface StageSummary {
  readonly stage: Stage | 'total'
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  readonly of: number
}

export interface Breakdown {
  /** Moment of the fault from which `detect` counts, ns. */
  readonly onset: number
  readonly hosts: readonly HostBreakdown[]
  readonly summary: readonly StageSummary[]
}

/** Where the time of each host's reconnect went, from the fault that came last before `since` to the first answer. */
export function reconnectBreakdown(events: readonly JournalEvent[], params: ReconnectParams): Breakdown {
  const onset = params.fault ?? lastOnset(events, params.since)
  const dials = byHost(dialsOf(events))
  const tunnels = byHost(tunnelsOf(events))
  const hosts = (params.hosts ?? hostNames(events)).map((host) =>
    breakdownOf(host, {
      dials: dials.get(host) ?? [],
      tunnels: tunnels.get(host) ?? [],
      onset,
      until: params.until,
    }),
  )
  return { onset, hosts, summary: summarise(hosts) }
}

/** When the last fault before `since` began to act; without one, `since` itself. */
function lastOnset(events: readonly JournalEvent[], since: number): number {
  const before = faultLives(events).filter(({ onset }) => onset <= since)
  return before.at(-1)?.onset ?? since
}

interface History {
  readonly dials: readonly Dial[]
  readonly tunnels: readonly Tunnel[]
  readonly onset: number
  readonly until: number
}

function breakdownOf(host: string, { dials, tunnels, onset, until }: History): HostBreakdown {
  const losses = tunnels.map(noticedAt).filter((at) => at >= onset && at <= until)
  const lost = losses.length > 0 ? least(losses) : undefined
  const after = dials.filter(({ attemptAt = -1 }) => attemptAt >= (lost ?? onset) && attemptAt <= until)
  const good = after.findIndex(({ registeredAt = Infinity }) => registeredAt <= until)
  const back = after[good]
  const moments = [
    onset,
    lost,
    after[0]?.attemptAt,
    back?.tcpAt,
    back?.upgradedAt,
    back?.registeredAt,
    back?.answeredAt,
  ]
  const end = back?.answeredAt ?? back?.registeredAt
  return {
    host,
    stages: stagesBetween(moments),
    dials: back ? good + 1 : after.length,
    totalMs: end === undefined ? null : msBetween(onset, end),
  }
}

/** A moment that is missing makes the next stage reach back to the last one known. */
function stagesBetween(moments: readonly (number | undefined)[]): Partial<Record<Stage, number>> {
  const result: Partial<Record<Stage, number>> = {}
  let before = moments[0]!
  for (const [index, stage] of stages.entries()) {
    const at = moments[index + 1]
    if (at === undefined) continue
    result[stage] = Math.max(0, msBetween(before, at))
    before = Math.max(before, at)
  }
  return result
}

function summarise(hosts: readonly HostBreakdown[]): StageSummary[] {
  const back = hosts.filter(({ totalMs }) => totalMs !== null)
  const rows: [Stage | 'total', number[]][] = stages.map((stage) => [
    stage,
    back.flatMap((host) => host.stages[stage] ?? []),
  ])
  rows.push(['total', back.map(({ totalMs }) => totalMs!)])
  return rows
    .filter(([, values]) => values.length > 0)
    .map(([stage, values]) => {
      const at = (p: number) => quantile(values, p)!
      return { stage, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), of: values.length }
    })
}
