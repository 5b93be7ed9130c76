import { cannotTell, countFailed, defineMetric, eventsOf, touchedIn, z } from '../../../definitions.ts'

/**
 * `jobs-retried-untouched`: starts beyond the first of jobs in whose life no fault was open. A worker that has no core loses its locks, and another
 * takes its jobs.
 */
export const jobsRetriedUntouched = defineMetric('jobs-retried-untouched', z.strictObject({}), (events) => {
  const touched = touchedIn(events, undefined)
  const lives = [...Map.groupBy(eventsOf(events, 'job'), ({ job }) => job).values()]
  const free = lives.filter((life) => {
    const end = life.find(({ state }) => state === 'completed' || state === 'failed')
    return !touched({ from: life[0]!.at, to: end?.at ?? Infinity })
  })
  if (free.length === 0) return cannotTell('starts', 'every job had to do with a fault')
  const again = free.flatMap((life) => {
    const starts = life.filter(({ state }) => state === 'active')
    return starts.slice(1).map(({ job, at }, index) => ({
      ...{ at, text: `${job}: start ${index + 2}` },
      span: { from: starts[index]!.at, to: at },
    }))
  })
  return countFailed(events, again, 'starts', { of: free.length })
})
