import { z } from 'zod'
import { cannotTell, defineMetric, param } from '../analysis/metric.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

const between = { from: param.moment, to: param.moment }

/**
 * `round-trips`: round trips on a link between two reads of its proxy's count, each named by its moment; less those
 * between the two reads of `over`, where that is given.
 */
export const roundTrips = defineMetric(
  'round-trips',
  z.strictObject({ link: z.string(), ...between, over: z.strictObject(between).optional() }),
  (events, { link, from, to, over }) => {
    const reads = eventsOf(events, 'link-read').filter((read) => read.link === link)
    const moments = [from, to, ...(over ? [over.from, over.to] : [])]
    const turns = moments.map((at) => reads.find((read) => read.at === at)?.turns)
    if (!turns.every((turn) => turn !== undefined)) return cannotTell('trips', reasonOf(events, link))
    const [start = 0, end = 0, baseStart = 0, baseEnd = 0] = turns
    const detail = { trips: end - start, ...(over && { over: baseEnd - baseStart }) }
    return { observed: end - start - (baseEnd - baseStart), unit: 'trips', uncertainty: 0, detail }
  },
)

function reasonOf(events: readonly JournalEvent[], link: string): string {
  const uncounted = eventsOf(events, 'link-read').some(
    (read) => read.link === link && read.turns === undefined,
  )
  return uncounted ? `the proxy of ${link} does not count round trips` : `${link} was not read at that moment`
}
