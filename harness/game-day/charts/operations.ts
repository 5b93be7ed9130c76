import { defineLiveChart, Lines } from '../chart.ts'

/** Operations that came to each of their steps, a second. */
defineLiveChart({
  id: 'operations',
  order: 40,
  title: 'Operations',
  unit: 'per second',
  merge: 'mean',
  count: () => {
    const steps = new Lines()
    return {
      take: (event) => {
        if (event.kind === 'operation') steps.add(`${event.operation} ${event.state}`, 1)
      },
      lines: () => steps.names,
      sample: (seconds) => steps.take().map((count) => count / seconds),
    }
  },
})
