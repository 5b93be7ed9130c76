import { z } from 'zod'
import { quantile } from '../../analysis/quantile.ts'
import { NS_PER_MS } from '../../journal/clock.ts'
import { notSeen, signal } from '../signal.ts'
import { over, Window } from '../window.ts'

/** Answers without which a percentile says nothing. */
const ANSWERS_MIN = 20

/** `latency`: a percentile of the time to an answer, from when a request was due. One without an answer counts as long as the window. */
export const latency = signal({
  name: 'latency',
  unit: 'ms',
  params: z.strictObject({
    over,
    percentile: z.number().gt(0).lte(100).default(99),
    probe: z.string().optional(),
  }),
  about: ({ over: length, percentile, probe }) =>
    `p${percentile} of the answer time of ${probe === undefined ? 'probes' : `the probe ${probe}`} in the last ${length}`,
  watch: ({ over: length, percentile, probe }, { factor }) => {
    const window = new Window<{ readonly at: number; readonly ms: number | null }>(length, factor)
    return {
      take: (event) => {
        if (event.kind !== 'probe' || (probe !== undefined && event.probe !== probe)) return
        const { at, due, status } = event
        window.add({ at, ms: status === undefined ? null : (at - due) / NS_PER_MS })
      },
      value: (at) => {
        const answers = window.at(at)
        if (answers.length < ANSWERS_MIN)
          return notSeen(`fewer than ${ANSWERS_MIN} requests of probes came in ${length}`)
        const times = answers.map(({ ms }) => ms ?? window.ms)
        return { value: quantile(times, percentile / 100)! }
      },
    }
  },
})
