import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  type JournalEvent,
  type Offender,
  z,
} from '../../../definitions.ts'
import { applicationsOf } from './applications.ts'
import { lifeOfJob } from './jobs.ts'

type Report = EventOf<'deployment'>

/**
 * `reported-otherwise`: deployments whose state is not what happened. Applied on every VM that it was asked for: succeeded. A job that is dead,
 * or ended and left VMs out: failed, with a reason. That goes for what the orchestrator reports, and for what the deploy service keeps.
 */
export const reportedOtherwise = defineMetric('reported-otherwise', z.strictObject({}), (events) => {
  const lives = Map.groupBy(eventsOf(events, 'deployment'), ({ deployment }) => deployment)
  if (lives.size === 0) return cannotTell('deployments', 'no deployment was reported')
  const read = eventsOf(events, 'store-read').findLast(({ store }) => store === 'rollouts')
  if (!read) return cannotTell('deployments', 'the records of the deploy service were not read')
  const kept = new Map(read.entries.map(({ id, state }) => [id, state]))
  const wrong = [...lives].flatMap(([id, reports]) => {
    const why = whyWrong(id, reports, kept.get(id), events)
    return why === undefined ? [] : [{ at: reports.at(-1)!.at, text: `${id}: ${why}` } satisfies Offender]
  })
  return countOf(wrong, 'deployments', { of: lives.size })
})

function whyWrong(
  id: string,
  reports: readonly Report[],
  kept: string | undefined,
  events: readonly JournalEvent[],
): string | undefined {
  const ends = reports.filter(({ state }) => state === 'succeeded' || state === 'failed')
  const end = ends.at(-1)
  const jobEnd = lifeOfJob(events, id).find(({ state }) => state === 'completed' || state === 'failed')
  if (!end) return jobEnd && `its job ${jobEnd.state}, and nothing was reported`
  if (ends.some(({ state }) => state !== end.state)) return 'reported succeeded and failed'
  const vms = reports.find((report) => report.vms)?.vms ?? []
  const lacking = (at: number) => lackingAt(id, vms, at, events)
  if (end.state === 'succeeded') {
    if (lacking(end.at) > 0) return `reported succeeded, ${lacking(end.at)} VMs had not applied it`
    if (jobEnd?.state === 'failed') return 'reported succeeded, its job is dead'
  } else {
    if (!end.reason) return 'reported failed, without a reason'
    if (lacking(Infinity) === 0) return 'reported failed, every VM has applied it'
  }
  if (kept === 'succeeded' && lacking(Infinity) > 0)
    return `kept as succeeded, ${lacking(Infinity)} VMs have not applied it`
  if (kept !== 'succeeded' && lacking(Infinity) === 0)
    return `kept as ${kept ?? 'unknown'}, every VM has applied it`
  return undefined
}

/** VMs that had not applied the deployment at a moment. */
function lackingAt(id: string, vms: readonly string[], at: number, events: readonly JournalEvent[]): number {
  const have = new Set(
    applicationsOf(events)
      .filter(({ deployment, appliedAt = Infinity }) => deployment === id && appliedAt <= at)
      .filter(({ appliedAt }) => appliedAt !== undefined)
      .map(({ vm }) => vm),
  )
  return vms.filter((vm) => !have.has(vm)).length
}
