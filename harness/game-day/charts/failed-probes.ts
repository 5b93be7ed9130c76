import { defineLiveChart, Lines } from '../chart.ts'

/** Requests of each probe that failed, a second. */
defineLiveChart({
  id: 'failed-probes',
  order: 20,
  title: 'Requests that failed',
  unit: 'per second',
  merge: 'mean',
  count: () => {
    const failed = new Lines()
    return {
      take: (event) => {
        if (event.kind === 'probe') failed.add(event.probe, event.ok ? 0 : 1)
      },
      lines: () => failed.names,
      sample: (seconds) => failed.take().map((count) => count / seconds),
    }
  },
})
