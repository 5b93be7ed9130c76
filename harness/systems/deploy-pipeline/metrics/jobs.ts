import {
  beforeFaults,
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  greatest,
  type JournalEvent,
  type MetricValue,
  momentUncertaintyMs,
  msBetween,
  NS_PER_MS,
  param,
  watchEnd,
  z,
} from '../../../definitions.ts'

/** A job's events, oldest first. */
export function lifeOfJob(events: readonly JournalEvent[], job: string): EventOf<'job'>[] {
  return eventsOf(events, 'job').filter((event) => event.job === job)
}

const isEnd = ({ state }: EventOf<'job'>) => state === 'completed' || state === 'failed'
const unheard = (unit: string, job: string) =>
  cannotTell(unit, `the job framework told nothing of job ${job}`)

/** `jobs-completed`: how many of the jobs completed. Offenders: those that did not. */
export const jobsCompleted = defineMetric(
  'jobs-completed',
  z.strictObject({ jobs: z.array(z.string()).min(1) }),
  (events, { jobs }): MetricValue => {
    const silent = jobs.find((job) => lifeOfJob(events, job).length === 0)
    if (silent) return unheard('jobs', silent)
    const open = jobs.filter((job) => !lifeOfJob(events, job).some(({ state }) => state === 'completed'))
    const offenders = open.map((job) => ({ text: `${job}: ${lifeOfJob(events, job).at(-1)!.state}` }))
    return {
      observed: jobs.length - open.length,
      unit: 'jobs',
      uncertainty: 0,
      offenders,
      detail: { of: jobs.length },
    }
  },
)

/** `attempts`: how often a job was started, a start after a stall included. */
export const attempts = defineMetric('attempts', z.strictObject({ job: z.string() }), (events, { job }) => {
  const life = lifeOfJob(events, job)
  if (life.length === 0) return unheard('attempts', job)
  return countOf(
    life
      .filter(({ state }) => state === 'active')
      .map(({ at }, index) => ({ at, text: `attempt ${index + 1}` })),
    'attempts',
  )
})

/** `job-ended-after`: from `since` to the job's end, completed or dead, ms. 0 for one that had ended; null: it did not end. */
export const jobEndedAfter = defineMetric(
  'job-ended-after',
  z.strictObject({ job: z.string(), since: param.moment }),
  (events, { job, since }): MetricValue => {
    const life = lifeOfJob(events, job)
    if (life.length === 0) return unheard('ms', job)
    const end = life.find(isEnd)
    const uncertainty = momentUncertaintyMs(events, since) + (end?.uncertaintyNs ?? 0) / NS_PER_MS
    if (!end)
      return {
        observed: null,
        unit: 'ms',
        uncertainty,
        atLeast: Math.max(0, msBetween(since, watchEnd(events))),
        offenders: [{ text: `last seen ${life.at(-1)!.state}` }],
      }
    const offenders = [{ at: end.at, text: end.reason ? `${end.state}: ${end.reason}` : end.state }]
    return { observed: Math.max(0, msBetween(since, end.at)), unit: 'ms', uncertainty, offenders }
  },
)

/**
 * `retry-spacing`: the largest difference between a pause before a retry and `baseMs` × 2ⁿ (n = 0 for the first retry), ms,
 * over the first `retries` of them. A pause lasts from the moment the job was put off to its next start.
 */
export const retrySpacing = defineMetric(
  'retry-spacing',
  {
    params: z.strictObject({
      job: z.string(),
      baseMs: z.number().positive(),
      retries: z.number().int().positive(),
    }),
    needs: ['delayed'],
  },
  (events, { job, baseMs, retries }): MetricValue => {
    const life = lifeOfJob(events, job)
    const pauses = life.flatMap((event, index) => {
      const next = life.slice(index + 1).find(({ state }) => state === 'active')
      return event.state === 'delayed' && next ? [{ at: event.at, ms: msBetween(event.at, next.at) }] : []
    })
    if (pauses.length < retries)
      return cannotTell('ms', `job ${job} was retried ${pauses.length} times, not ${retries}`)
    const off = pauses.slice(0, retries).map(({ at, ms }, n) => {
      const wanted = baseMs * 2 ** n
      return {
        at,
        off: Math.abs(ms - wanted),
        isEarly: ms < wanted,
        text: `${Math.round(ms)} ms in place of ${Math.round(wanted)}`,
      }
    })
    const worst = off.toSorted((a, b) => b.off - a.off)
    return {
      observed: worst[0]!.off,
      unit: 'ms',
      ...(worst[0]!.isEarly && { heldUp: 0 }),
      uncertainty: (2 * life[0]!.uncertaintyNs) / NS_PER_MS,
      span: [life[0]!.at, life.at(-1)!.at],
      offenders: worst.map(({ at, text }) => ({ at, text })),
    }
  },
)

/**
 * `retry-decided`: the largest difference between the pause that was decided on before a retry and `baseMs` × 2ⁿ, ms, over the first `retries` of
 * them. It has nothing to do with how late somebody comes to it, and scales exactly.
 */
export const retryDecided = defineMetric(
  'retry-decided',
  {
    params: z.strictObject({
      job: z.string(),
      baseMs: z.number().positive(),
      retries: z.number().int().positive(),
    }),
    needs: ['decided-pauses'],
  },
  (events, { job, baseMs, retries }): MetricValue => {
    const life = lifeOfJob(events, job)
    const decided = life.flatMap(({ state, at, delayMs }) =>
      state === 'delayed' && delayMs !== undefined ? [{ at, delayMs }] : [],
    )
    if (decided.length < retries)
      return cannotTell('ms', `job ${job} was put off ${decided.length} times, not ${retries}`)
    const off = decided.slice(0, retries).map(({ at, delayMs }, n) => {
      const wanted = baseMs * 2 ** n
      const text = `${Math.round(delayMs)} ms in place of ${Math.round(wanted)}`
      return { at, off: Math.abs(delayMs - wanted), text }
    })
    const worst = off.toSorted((a, b) => b.off - a.off)
    return {
      observed: worst[0]!.off,
      unit: 'ms',
      uncertainty: 0,
      exact: true,
      offenders: worst.map(({ at, text }) => ({ at, text })),
    }
  },
)

/**
 * `dead-jobs`: jobs in the dead set at the first read at or after `at`; with `job`, whether that one is in it (1) with its reason, which has to
 * hold `says`, where that is given: a reason that fits every failure says nothing.
 */
export const deadJobs = defineMetric(
  'dead-jobs',
  {
    params: z.strictObject({ at: param.moment, job: z.string().optional(), says: z.string().default('') }),
    needs: ['dead-jobs'],
  },
  (events, { at, job, says }): MetricValue => {
    const read = eventsOf(events, 'dead-set').find((event) => event.at >= at)
    if (!read) return cannotTell('jobs', 'the dead set was not read at that moment')
    const dead = read.jobs.filter(
      (one) => job === undefined || (one.job === job && one.reason !== '' && one.reason.includes(says)),
    )
    const named = dead.map((one) => ({
      at: read.at,
      text: `${one.job} after ${one.attempts} attempts: ${one.reason}`,
    }))
    return countOf(named, 'jobs')
  },
)

/** `deployment-time`: the longest time from a deployment's first start to its reported end, ms. null: one has no end. */
export const deploymentTime = defineMetric(
  'deployment-time',
  z.strictObject({ deployments: z.array(z.string()).min(1) }),
  (events, { deployments }): MetricValue => {
    const times = deployments.map((id) => {
      const own = eventsOf(events, 'deployment').filter(({ deployment }) => deployment === id)
      const start = own.find(({ state }) => state === 'running')
      const end = own.find(({ state }) => state === 'succeeded' || state === 'failed')
      return { id, start, ms: start && end ? msBetween(start.at, end.at) : Infinity }
    })
    const unstarted = times.find(({ start }) => !start)
    if (unstarted) return cannotTell('ms', `${unstarted.id} was never started`)
    const longest = greatest(times.map(({ ms }) => ms))
    const offenders = times.map(({ id, ms }) => ({
      text: `${id}: ${ms === Infinity ? 'no end' : `${Math.round(ms)} ms`}`,
    }))
    return { observed: longest === Infinity ? null : longest, unit: 'ms', uncertainty: 0, offenders }
  },
)

/**
 * `work-of-taking-up`: longest time before the first fault from a job's arrival in the queue to its start, ms: what it takes worker and Redis
 * to come to it, which no profile makes shorter.
 */
export const workOfTakingUp = defineMetric('work-of-taking-up', z.strictObject({}), (events): MetricValue => {
  const before = beforeFaults(events, eventsOf(events, 'job'))
  const taken = [...Map.groupBy(before, ({ job }) => job)].flatMap(([job, life]) => {
    const waiting = life.find(({ state }) => state === 'waiting')
    const active = life.find(({ state }) => state === 'active')
    return waiting && active ? [{ job, at: active.at, ms: msBetween(waiting.at, active.at) }] : []
  })
  const slowest = taken.toSorted((a, b) => b.ms - a.ms)[0]
  if (!slowest) return cannotTell('ms', 'no job was taken up before the fault')
  const text = `${slowest.job} was started ${slowest.ms.toFixed(0)} ms after it was queued`
  return { observed: slowest.ms, unit: 'ms', uncertainty: 0, offenders: [{ at: slowest.at, text }] }
})
