import {
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  eventsOf,
  type JournalEvent,
  param,
  z,
} from '../../../definitions.ts'

/** One application of a change set to a VM; moments in ns. */
export interface Application {
  readonly vm: string
  readonly deployment: string
  readonly changeSet: string
  readonly begunAt: number
  /** Missing: not within the time watched. */
  readonly appliedAt?: number
  readonly by: string
  readonly attempt: number
  /** How often this VM had been given this deployment before. */
  readonly before: number
}

/** Every application, in the order in which they were begun. */
export function applicationsOf(events: readonly JournalEvent[]): Application[] {
  const all = eventsOf(events, 'application')
  const applied = new Map(
    all.filter(({ state }) => state === 'applied').map((event) => [key(event), event.at]),
  )
  const seen = new Map<string, number>()
  return all
    .filter(({ state }) => state === 'begun')
    .map((event) => {
      const { vm, deployment, changeSet, by, attempt, at } = event
      const own = `${vm} ${deployment}`
      const before = seen.get(own) ?? 0
      seen.set(own, before + 1)
      const appliedAt = applied.get(key(event))
      return { vm, deployment, changeSet, begunAt: at, ...(appliedAt && { appliedAt }), by, attempt, before }
    })
}

const key = ({ vm, application }: EventOf<'application'>) => `${vm} ${application}`

const deployments = z.array(z.string()).min(1)

/**
 * `applied-again`: VMs that were given the change set of one of the deployments more than once, under any name, counted once per change
 * set. An application that was only begun counts: the change set had left.
 */
export const appliedAgain = defineMetric(
  'applied-again',
  z.strictObject({ deployments }),
  (events, params) => {
    const all = applicationsOf(events)
    const never = params.deployments.find((id) => !all.some(({ deployment }) => deployment === id))
    if (never) return cannotTell('VMs', `no VM was given ${never}: there is nothing to count`)
    const own = all.filter(({ deployment }) => params.deployments.includes(deployment))
    const changeSets = new Set(own.map(({ changeSet }) => changeSet))
    const wanted = all.filter(({ changeSet }) => changeSets.has(changeSet))
    const perVm = Map.groupBy(wanted, ({ vm, changeSet }) => `${vm} ${changeSet}`)
    const again = [...perVm.values()].filter(({ length }) => length > 1)
    return countOf(
      again.map((times) => ({
        host: times[0]!.vm,
        at: times[1]!.begunAt,
        text: `${times[0]!.changeSet} ${times.length} times, by ${times
          .map(({ deployment, by, attempt }) => `${by} (${deployment}, attempt ${attempt})`)
          .join(', ')}`,
      })),
      'VMs',
      { applications: wanted.length, of: perVm.size },
    )
  },
)

/** `left-out`: VMs that have not applied one of the deployments, counted once per deployment. */
export const leftOut = defineMetric(
  'left-out',
  z.strictObject({ deployments, vms: z.array(z.string()).min(1) }),
  (events, params) => {
    if (eventsOf(events, 'application').length === 0)
      return cannotTell('VMs', 'the VMs recorded no application at all')
    return countOf(
      params.deployments.flatMap((deployment) => missing(events, deployment, params.vms, Infinity)),
      'VMs',
    )
  },
)

/**
 * `half-done-successes`: VMs that had not applied the deployment when it was first reported succeeded. 0 for one that was
 * reported failed; null (never) for one that nothing terminal was reported of.
 */
export const halfDoneSuccesses = defineMetric(
  'half-done-successes',
  z.strictObject({ deployment: z.string(), vms: z.array(z.string()).min(1), since: param.moment }),
  (events, { deployment, vms, since }) => {
    const reports = eventsOf(events, 'deployment').filter((event) => event.deployment === deployment)
    if (reports.length === 0) return cannotTell('VMs', `nothing was reported of ${deployment}`)
    const ends = reports.filter(({ state }) => state === 'succeeded' || state === 'failed')
    // Whatever was to disturb it came too late to.
    if (ends.some(({ at }) => at < since))
      return cannotTell('VMs', `${deployment} had ended before that moment`)
    const [end] = ends
    if (!end)
      return { observed: null, unit: 'VMs', uncertainty: 0, offenders: [{ text: 'no end was reported' }] }
    if (end.state === 'failed')
      return { observed: 0, unit: 'VMs', uncertainty: 0, offenders: [], detail: { reported: 'failed' } }
    return countOf(missing(events, deployment, vms, end.at), 'VMs', { reported: 'succeeded' })
  },
)

/** `applications-under-way`: VMs that had been given the deployment at `at` and were not done. */
export const applicationsUnderWay = defineMetric(
  'applications-under-way',
  z.strictObject({ deployment: z.string(), at: param.moment }),
  (events, { deployment, at }) =>
    countOf(
      applicationsOf(events)
        .filter((one) => one.deployment === deployment && one.begunAt <= at)
        .filter(({ appliedAt = Infinity }) => appliedAt > at)
        .map(({ vm, begunAt }) => ({ host: vm, at: begunAt, text: 'given it, not done' })),
      'VMs',
    ),
)

function missing(events: readonly JournalEvent[], deployment: string, vms: readonly string[], at: number) {
  const have = applicationsOf(events)
    .filter((one) => one.deployment === deployment && one.appliedAt !== undefined && one.appliedAt <= at)
    .map(({ vm }) => vm)
  return vms
    .filter((vm) => !have.includes(vm))
    .map((vm) => ({ host: vm, text: `has not applied ${deployment}` }))
}
