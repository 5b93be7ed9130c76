import { join } from 'node:path'
import { computeMetric } from '../../analysis/compute-metric.ts'
import { metricNamed } from '../../analysis/metric.ts'
import { beforeChecks } from '../../analysis/recompute.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../../journal/events.ts'
import { readJournal } from '../../journal/reader.ts'
import type { RunCheck, RunResults } from '../../report/comparison/read-runs.ts'
import type { Night } from '../../report/history/nights.ts'
import { runContents } from '../../report/load.ts'
import { loadOwnDefinitions } from '../../report/own-definitions.ts'
import { slower } from './slower.ts'

type Result = RunResults['scenarios'][number]

/** One night's journals as they were recorded. */
export interface RecordedNight {
  readonly night: Night
  readonly journals: ReadonlyMap<string, readonly JournalEvent[]>
}

const keyOf = ({
  id,
  variant,
  runtime,
  repetition,
}: Pick<Result, 'id' | 'variant' | 'runtime' | 'repetition'>) => `${id} ${variant} ${runtime} ${repetition}`

/**
 * Reads what the checks of a night's current versions were computed from.
 * @param dir folder of the nights
 * @throws UsageError when a journal cannot be read, or was deleted
 */
export async function recordedNight(dir: string, night: Night): Promise<RecordedNight> {
  const journals = new Map<string, readonly JournalEvent[]>()
  for (const folder of night.folders)
    for (const group of runContents(join(dir, folder)).groups) {
      await loadOwnDefinitions(group)
      for (const { path, key, missing } of group.journals)
        if (!missing && key.variant === 'current') journals.set(keyOf(key), readJournal(path).events)
    }
  return { night, journals }
}

/** Metric of each check of a night, by `scenario: check`. */
export function metricsOf({ night, journals }: RecordedNight): Map<string, string> {
  return new Map(
    night.results.scenarios.flatMap((result) =>
      eventsOf(journals.get(keyOf(result)) ?? [], 'check').map(
        ({ name, metric }) => [`${result.id}: ${name}`, metric] as const,
      ),
    ),
  )
}

/**
 * The night, its checks computed again from journals whose operations took longer by `share`. Limits that are broken then count as kept, so that
 * they do not find what statistics should.
 */
export function plantedNight({ night, journals }: RecordedNight, share: number): Night {
  const scenarios = night.results.scenarios.flatMap((result) => {
    const events = journals.get(keyOf(result))
    return events ? [{ ...result, checks: checksAgain(result, events, share) }] : []
  })
  return { ...night, results: { ...night.results, scenarios } }
}

function checksAgain({ checks }: Result, events: readonly JournalEvent[], share: number): RunCheck[] {
  const recorded = eventsOf(events, 'check')
  const { events: planted, until } = slower(beforeChecks(events), share)
  return checks.map((check, i) => {
    const own = recorded[i]
    if (!own || !metricNamed(own.metric) || check.verdict === 'inconclusive') return check
    const { observed, uncertainty, reason } = computeMetric(own.metric, planted, paramsOf(own, until))
    return { ...check, observed, uncertainty, verdict: reason === undefined ? 'passed' : 'inconclusive' }
  })
}

/** A scenario waits until what it waits for is there, so the end of its watch moves, too. */
function paramsOf(
  { params }: EventOf<'check'>,
  until: (moment: number) => number,
): EventOf<'check'>['params'] {
  return typeof params.until === 'number' ? { ...params, until: until(params.until) } : params
}
