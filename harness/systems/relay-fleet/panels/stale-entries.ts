import { definePanel, eventsOf } from '../../../definitions.ts'
import { directoryTruth } from '../analysis/directory-truth.ts'

/** Entries of the directory that name a relay which does not have the host's tunnel. */
definePanel('stale-entries', {
  order: 40,
  title: 'stale directory entries',
  reads: 'stale',
  kind: 'level',
  height: 55,
  colour: 'bad',
  fill: 0.3,
  steps: (events, { rel }) => {
    if (eventsOf(events, 'directory').length === 0) return []
    const steps = directoryTruth(events, [])
    return steps
      .filter(({ stale }, i) => stale !== (steps[i - 1]?.stale ?? 0))
      .map(({ at, stale }) => [rel(at), stale] as const)
  },
})
