import { NS_PER_MS } from '../../journal/clock.ts'
import { defineLiveChart } from '../chart.ts'

/** From the moment a request was due to its answer: the slowest of each probe. */
defineLiveChart({
  id: 'answer-time',
  order: 30,
  title: 'Time to answer, the slowest',
  unit: 'ms',
  merge: 'max',
  count: () => {
    const slowest = new Map<string, number | null>()
    return {
      take: (event) => {
        if (event.kind !== 'probe' || event.status === undefined) return
        const ms = (event.at - event.due) / NS_PER_MS
        slowest.set(event.probe, Math.max(slowest.get(event.probe) ?? 0, ms))
      },
      lines: () => [...slowest.keys()],
      sample: () => {
        const values = [...slowest.values()]
        for (const probe of slowest.keys()) slowest.set(probe, null)
        return values
      },
    }
  },
})
