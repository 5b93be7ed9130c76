import { faultLives } from '../analysis/faults.ts'
import { type GameDayRecord, gameDayRecord } from '../analysis/game-day/record.ts'
import { type GuardResult, guardResults, type StopResult, stopResult } from '../analysis/guards.ts'
import { type Impact, impactOf } from '../analysis/impact/impact.ts'
import { headerOf } from '../analysis/moments.ts'
import { type OtherClocks, otherClocks } from '../analysis/other-clocks.ts'
import type { JudgedCheck } from '../analysis/recompute.ts'
import { notAsWritten, ofAltered } from '../analysis/sealed.ts'
import { slownessOf } from '../analysis/slowness.ts'
import { standstillTexts } from '../analysis/standstills.ts'
import { type Timeline, timelineOf } from '../analysis/timeline.ts'
import { type Unplaced, unplacedOf } from '../analysis/unplaced.ts'
import { type Judgement, judge } from '../analysis/verdict.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type Header, type JournalEvent, type Verdict } from '../journal/events.ts'
import { type LeftOut, leftOutOf, leftOutText, unlessLeftOut } from '../journal/left-out.ts'
import type { Seal } from '../journal/seal.ts'
import { quotableData } from '../plain-text.ts'
import { type ChartData, chartDataOf } from './chart.ts'
import { type Explanation, explain, type Surroundings } from './explanation.ts'
import type { RunKey } from './layout.ts'
import type { ExcerptLine } from './logs.ts'

/** All that the outputs need of one journal, so that the journal itself can be forgotten. */
export interface ScenarioView extends RunKey, Judgement {
  readonly header?: Header
  /** From the first to the last event. */
  readonly durationMs: number
  readonly timeline?: Timeline
  /** What each chart has of the journal. */
  readonly charts: ChartData
  /** What its faults did to those who use the system. */
  readonly impact?: Impact
  /** Who did what, in a game-day by hand. */
  readonly gameDay?: GameDayRecord
  /** How near it came to each guard. */
  readonly guards: readonly GuardResult[]
  readonly stopped?: StopResult
  readonly faultTargets: readonly string[]
  /** Node of each service, where there were several engines. */
  readonly nodes: Readonly<Record<string, string>>
  readonly steady: readonly EventOf<'steady'>[]
  readonly exits: readonly EventOf<'service'>[]
  readonly teardownTrouble: readonly string[]
  /** What a reader must know of the system and of how it was watched. */
  readonly remarks: readonly string[]
  /** Events of a target that nobody could place. */
  readonly unplaced: readonly Unplaced[]
  readonly excerpt: readonly ExcerptLine[]
  /** Names of the captures of packets beside the journal. */
  readonly captures?: readonly string[]
  /** One for each check, in their order. */
  readonly explanations: readonly Explanation[]
  /** By how much the machine was slower than the reference; absent where that was not measured. */
  readonly slowness?: number
  /** Absent where all ran on one machine. */
  readonly clocks?: OtherClocks
  /** The journal's last line was cut off. */
  readonly cutOff: boolean
  /** The journal does not fit into memory: this was made of a part of it. */
  readonly inPart?: true
  /** `unsealed`: the run ended before its verdict. Absent: there is no journal. */
  readonly sealed?: Seal['state']
  /** SHA-256 of an intact journal, hex. */
  readonly seal?: string
  /** The first place at which the journal is not what the run wrote. Absent: it is. */
  readonly altered?: string
}

interface Beside extends Surroundings {
  readonly cutOff: boolean
  readonly seal: Seal
  /** Log lines around the moments of faults, ns; fewer where every limit held. */
  excerpt(around: readonly number[], held: boolean): readonly ExcerptLine[]
}

/** What a journal says, with what lies beside it. */
export function viewOf(
  key: RunKey,
  events: readonly JournalEvent[],
  { cutOff, seal, excerpt, ...surroundings }: Beside,
): ScenarioView {
  const altered = notAsWritten(seal)
  const judged = judge(events)
  const found = altered === undefined ? judged : ofAltered(judged, altered)
  const judgement = { ...found, checks: found.checks.map(inItsWords) }
  const header = headerOf(events)
  const timeline = timelineOf(events)
  const leftOut = leftOutOf(events)
  const faults = faultLives(events)
  const impact = unlessLeftOut(events, () => impactOf(events))
  const gameDay = gameDayRecord(events)
  const stopped = stopResult(events)
  const machine = eventsOf(events, 'machine').at(-1)
  const clocks = otherClocks(events)
  // The one door to every output: everything that services printed into reasons, errors and logs passes here.
  return quotableData({
    ...key,
    ...judgement,
    ...(header && { header }),
    durationMs: ((events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0)) / NS_PER_MS,
    ...(timeline && { timeline }),
    charts: timeline ? chartDataOf({ events, timeline, checks: judgement.checks }) : {},
    ...(impact && { impact }),
    ...(gameDay && { gameDay }),
    guards: guardResults(events),
    ...(stopped && { stopped }),
    faultTargets: [...new Set(faults.map(({ target }) => target))],
    nodes: nodesOf(events),
    steady: eventsOf(events, 'steady'),
    exits: exitsOf(events),
    teardownTrouble: eventsOf(events, 'trouble').flatMap(({ phase, message }) =>
      phase === 'teardown' ? message : [],
    ),
    remarks: [
      ...(header?.remarks ?? []),
      ...eventsOf(events, 'remark').map(({ text }) => text),
      ...standstillTexts(events),
      ...remarksOn(leftOut),
    ],
    unplaced: unplacedOf(events),
    excerpt: excerpt(
      faults.flatMap(({ onset, endedAt }) => (endedAt === undefined ? onset : [onset, endedAt])),
      judgement.verdict === 'passed',
    ),
    explanations: judgement.checks.map((check) => explain(check, events, surroundings)),
    ...(machine && { slowness: slownessOf(machine) }),
    ...(clocks && { clocks }),
    cutOff,
    ...(leftOut && { inPart: true as const }),
    sealed: seal.state,
    ...(seal.state === 'intact' && { seal: seal.seal }),
    ...(altered !== undefined && { altered }),
  })
}

function nodesOf(events: readonly JournalEvent[]): Record<string, string> {
  const spawned = eventsOf(events, 'service')
  return Object.fromEntries(
    spawned.flatMap(({ service, node }) => (node === undefined ? [] : [[service, node]])),
  )
}

function remarksOn(leftOut: LeftOut | undefined): string[] {
  if (!leftOut) return []
  return [
    `${leftOutText(leftOut)} of this journal do not fit into memory: what is computed from them stands as it was recorded, and their charts are not drawn`,
  ]
}

/** What is counted of a user's own operations is called as they call them: `orders`. */
function inItsWords(check: JudgedCheck): JudgedCheck {
  const { operation } = check.params
  return check.unit === 'operations' && typeof operation === 'string'
    ? { ...check, unit: `${operation}s` }
    : check
}

/** A scenario that was planned and left no journal. */
export function viewWithoutJournal(
  key: RunKey,
  reason: string,
  verdict: Verdict = 'inconclusive',
): ScenarioView {
  return {
    ...key,
    verdict,
    reason,
    checks: [],
    durationMs: 0,
    charts: {},
    guards: [],
    faultTargets: [],
    nodes: {},
    steady: [],
    exits: [],
    remarks: [],
    unplaced: [],
    teardownTrouble: [],
    excerpt: [],
    explanations: [],
    cutOff: false,
  }
}

/** How services ended while it mattered; in teardown the harness itself kills everything that is left. */
function exitsOf(events: readonly JournalEvent[]) {
  const teardown =
    eventsOf(events, 'phase').find(({ phase }) => phase === 'teardown')?.at ?? Number.POSITIVE_INFINITY
  return eventsOf(events, 'service').filter(({ state, at }) => state === 'exited' && at < teardown)
}
