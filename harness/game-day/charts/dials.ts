import { defineLiveChart, Lines } from '../chart.ts'

/** Dials of hosts, and how many of them failed, a second. */
defineLiveChart({
  id: 'dials',
  order: 50,
  title: 'Dials of hosts',
  unit: 'per second',
  merge: 'mean',
  count: () => {
    const dials = new Lines()
    return {
      take: (event) => {
        if (event.kind !== 'host') return
        if (event.state === 'attempt') dials.add('begun', 1)
        if (event.state === 'failed') dials.add('failed', 1)
      },
      lines: () => dials.names,
      sample: (seconds) => dials.take().map((count) => count / seconds),
    }
  },
})
