import { countsOf, definePanel } from '../../../definitions.ts'
import { dialsOf } from '../analysis/tunnels.ts'

/** Dials of hosts, when they began. */
definePanel('dials', {
  order: 30,
  title: 'dials started',
  reads: 'dials',
  kind: 'count',
  height: 55,
  colour: 'warn',
  fill: 0.4,
  steps: (events, axis) => {
    const begun = dialsOf(events).flatMap(({ attemptAt }) => attemptAt ?? [])
    const counts = countsOf(begun, axis)
    return counts.some(([, count]) => count > 0) ? counts : []
  },
})
