import { greatest } from '../extremes.ts'
import type { ScenarioView } from './view.ts'

/** How much evidence there is for the metrics of some journals. */
export interface Trust {
  readonly journals: number
  /** Checks that were computed again from their journal, and those that came out otherwise. */
  readonly checks: number
  readonly disagreeing: number
  /** Checks that stand as they were recorded: nothing here defines their metric, or their events do not fit into memory. */
  readonly notRecomputed: number
  readonly faults: number
  /** Faults that were seen to act. */
  readonly observed: number
  readonly probes: number
  /** Probes that were due and not sent. */
  readonly missed: number
  /** Steady states that were proved before the fault. */
  readonly steady: number
  /** Journals whose last line was cut off. */
  readonly cutOff: number
  /** Journals that are not what the run wrote. */
  readonly altered: number
  /** Journals of which a part was read, because they do not fit into memory; their probes are not counted. */
  readonly inPart: number
  /** Journals whose run ended before their verdict. */
  readonly unsealed: number
  /** Journals whose teardown had trouble. */
  readonly teardown: number
  /** Events that targets told of their hosts and that nobody could place. */
  readonly unplaced: number
  /** By how much the machine was slower than the reference at the most; 0 where that was not measured. */
  readonly slowness: number
  /** How far the clock of another machine was off this one's at the most, ms; 0 where there was none. */
  readonly clockOffMs: number
  /** How far a moment of such a clock may be off after it was turned into one of this machine's, ms. */
  readonly clockUncertaintyMs: number
}

export function trustOf(views: readonly ScenarioView[]): Trust {
  const sum = (count: (view: ScenarioView) => number) => views.reduce((total, view) => total + count(view), 0)
  const probes = (view: ScenarioView) => view.timeline?.probes ?? []
  return {
    journals: sum(({ header }) => Number(header !== undefined)),
    checks: sum(({ checks }) => checks.length),
    disagreeing: sum(({ checks }) => checks.filter(({ difference }) => difference !== undefined).length),
    notRecomputed: sum(({ checks }) => checks.filter((check) => check.notRecomputed !== undefined).length),
    faults: sum(({ timeline }) => timeline?.faults.length ?? 0),
    observed: sum(({ timeline }) => timeline?.faults.filter(({ observed }) => observed).length ?? 0),
    probes: sum((view) => probes(view).reduce((total, { ok, failed }) => total + ok + failed, 0)),
    missed: sum((view) => probes(view).reduce((total, { missed }) => total + missed, 0)),
    steady: sum(({ steady }) => Number(steady.some(({ when, ok }) => when === 'before' && ok))),
    cutOff: sum(({ cutOff }) => Number(cutOff)),
    altered: sum(({ altered }) => Number(altered !== undefined)),
    inPart: sum(({ inPart }) => Number(inPart ?? false)),
    unsealed: sum(({ sealed }) => Number(sealed === 'unsealed')),
    teardown: sum(({ teardownTrouble }) => Number(teardownTrouble.length > 0)),
    unplaced: sum(({ unplaced }) => unplaced.reduce((total, { count }) => total + count, 0)),
    ...mostOf(
      views.map(({ slowness = 0, clocks }) => ({
        slowness,
        clockOffMs: clocks?.offMs ?? 0,
        clockUncertaintyMs: clocks?.uncertaintyMs ?? 0,
      })),
    ),
  }
}

type Most = Pick<Trust, 'slowness' | 'clockOffMs' | 'clockUncertaintyMs'>

/** These are no counts: the greatest of each says most. */
const mostOf = (all: readonly Most[]): Most => {
  const most = (key: keyof Most) =>
    greatest(
      all.map((one) => one[key]),
      0,
    )
  return {
    slowness: most('slowness'),
    clockOffMs: most('clockOffMs'),
    clockUncertaintyMs: most('clockUncertaintyMs'),
  }
}

export function addTrust(all: readonly Trust[]): Trust {
  const none = trustOf([])
  const keys = Object.keys(none) as (keyof Trust)[]
  const counts = Object.fromEntries(
    keys.map((key) => [key, all.reduce((total, trust) => total + trust[key], 0)]),
  ) as unknown as Trust
  return { ...counts, ...mostOf(all) }
}
